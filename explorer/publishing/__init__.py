"""A static copy of an index: a folder for any host of files, walked by the page's own modules.

The page asks the same questions as of a server; `frontend_assets/modules/static/` answers them from these
files. What each file holds is in `docs/format.md`, "A static copy".
"""

from explorer.publishing.publish import PublishReport, publish

__all__ = ["PublishReport", "publish"]
