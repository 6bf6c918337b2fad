"""The originals of the items of an index: files, parts and frames of files, what lies at addresses."""

from pathlib import Path

from explorer.images.crops import split_fragment
from explorer.images.frames.frame import file_of, frame_of
from explorer.images.parts import Part
from explorer.index import format as layout
from explorer.index.build_files import BuildFiles
from explorer.index.checks import check_row
from explorer.index.image_parts import FILE, is_part, part_at, part_of
from explorer.index.originals import Original, open_fetched, open_frame, open_original, open_part
from explorer.index.remote_originals import SIGNED, check_ours, fetch_original, remote_address
from explorer.remote.addresses import is_address


class ItemOriginals(BuildFiles):
    """A build whose originals can be opened again."""

    def open_image(self, row: int) -> Original:
        """Open the original file of a row, as a context: `open_original`.

        Raises
        ------
        NotFoundError
            When there is no such row.
        OriginalError
            When its file is not there any more, or is a link that leads elsewhere by now.
        """
        check_row(self, row)
        recorded, digest = (self.items[name][int(row)].as_py() for name in (layout.PATH, layout.HASH))
        source = self.manifest.source
        address, part = self.remote_original(row)
        if address is not None:
            ours = self.cached(_is_ours)
            fetched = fetch_original(address, recorded, part, ours, self.manifest.image_options)
            return open_fetched(fetched, recorded, digest)
        if self.frames and frame_of(recorded) is not None:
            return open_frame(source, recorded, digest, self.manifest.image_options)
        if self.crops:
            recorded, digest = self.file_of(recorded), ""  # which is of the box
        if self.parts is None or not is_part(self.parts, int(row)):
            return open_original(source, recorded, digest)
        part = part_of(self.parts, int(row), source.get("root", ""))
        return open_part(part, recorded, digest, self._when_indexed(int(row)))

    def _when_indexed(self, row: int) -> tuple[int, int] | None:
        """When the file of a row and its status had last changed, ns since 1970; None if not kept."""
        changed = self.status_times
        return None if changed is None else (self.items[layout.MODIFIED][row].value, int(changed[row]))

    def remote_original(self, row: int) -> tuple[str | None, Part | None]:
        """Return the address of the original of a row, or of the archive it is in, and where it lies there.

        None where it is a file of this machine.

        Raises
        ------
        OriginalError
            It would lead out of the source.
        """
        source, row = self.manifest.source, int(row)
        if self.parts is not None:
            address = remote_address(source, self.parts[FILE][row].as_py())
            if address is None or not is_part(self.parts, row):
                return address, None
            return address, part_at(self.parts, row, address)
        recorded = self.items[layout.PATH][row].as_py()
        return remote_address(source, self.file_of(recorded)), None

    @property
    def has_addresses(self) -> bool:
        """Whether originals lie at addresses, some or all."""
        source = self.manifest.source
        return SIGNED in source or is_address(source.get("root"))

    @property
    def crops(self) -> bool:
        """Whether its images are boxes in pictures, which `path` then ends with (`explorer.images.crops`)."""
        return self.manifest.source.get("items") == layout.OBJECTS

    @property
    def frames(self) -> bool:
        """Whether images are frames of files, which their `path` then names (`explorer.images.frames`)."""
        return self.manifest.source.get(layout.FRAMES) is True

    def file_of(self, recorded: str) -> str:
        """Return the file that an item's path names: of a box or a frame, that which it is in."""
        if self.frames and frame_of(recorded) is not None:
            return file_of(recorded)
        return split_fragment(recorded)[0] if self.crops else recorded

    def image_file(self, row: int) -> Path:
        """Return where the original file of a row is; to read it, `open_image`, whose errors these are.

        Of what lies at an address, `original_place`.
        """
        with self.open_image(row) as original:
            return Path(original.path)

    def original_place(self, row: int) -> str:
        """Return the path or the address of the original of a row; nothing is fetched to tell.

        Raises
        ------
        NotFoundError
            As of `open_image`, of a file of this machine.
        """
        check_row(self, row)
        address, _part = self.remote_original(row)
        return str(self.image_file(row)) if address is None else address


def _is_ours(index: BuildFiles) -> bool:
    """Whether this account built an index whose images lie at addresses."""
    names = index.items[layout.PATH] if index.parts is None else index.parts[FILE]
    return check_ours(index.manifest.source, names)
