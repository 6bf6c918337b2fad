"""Files that hold many pictures: frames of videos, named after their file as media fragments are."""
