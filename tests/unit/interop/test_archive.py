"""Archives: what they hold comes out unchanged, and every trick is refused under its own name."""

import gzip
import io
import stat
import tarfile
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.interop import errors, limits
from lyceum.interop.archive import is_archive, read_archive, read_folder

FILES = {"course.xml": b"<course/>", "static/a b.png": b"\x89PNG" * 100, "html/\u0e01.html": b"<p>x</p>"}


def zipped(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w:gz", add: Callable[[tarfile.TarFile], None] | None = None) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
        if add is not None:
            add(archive)
    return made.getvalue()


def special(type: bytes, name: str = "odd", target: str = "") -> bytes:
    def add(archive: tarfile.TarFile) -> None:
        entry = tarfile.TarInfo(name)
        entry.type, entry.linkname = type, target
        archive.addfile(entry)

    return tarred({}, add=add)


@pytest.mark.parametrize("packed", [zipped(FILES), tarred(FILES), tarred(FILES, "w"), tarred(FILES, "w|gz")])
def test_every_file_comes_out_as_it_went_in(packed: bytes) -> None:
    assert is_archive(packed)
    assert read_archive(packed) == FILES


@given(st.dictionaries(st.from_regex(r"[a-z]{1,5}(/[a-z]{1,5}){0,2}", fullmatch=True), st.binary(max_size=200)))
def test_what_one_packs_is_what_one_reads(files: dict[str, bytes]) -> None:
    assert read_archive(zipped(files)) == files
    assert read_archive(tarred(files)) == files


@given(st.binary(max_size=300))
def test_bytes_that_are_no_archive_are_refused_by_name(data: bytes) -> None:
    for prefix in (b"", b"PK\x03\x04", b"\x1f\x8b\x08\x00", b"\x00" * 257 + b"ustar"):
        try:
            read_archive(prefix + data)
        except errors.SourceRefused:
            continue


@given(st.data())
def test_a_damaged_archive_is_refused_by_name(data: st.DataObject) -> None:
    packed = bytearray(data.draw(st.sampled_from([zipped(FILES), tarred(FILES), tarred(FILES, "w")])))
    for _ in range(3):
        packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    try:
        read_archive(bytes(packed))
    except errors.SourceRefused:
        return


@pytest.mark.parametrize(
    "name", ["../x", "a/../../x", "/etc/passwd", "C:/x", "C:\\x", "..\\x", "a\nb", "x" * 401, "a/" * 3 + ".."]
)
def test_a_name_that_leaves_the_archive_is_refused(name: str) -> None:
    for packed in (zipped({name: b"x"}), tarred({name: b"x"})):
        with pytest.raises(errors.ArchiveHasUnsafePath):
            read_archive(packed)


def test_a_name_with_a_nul_is_refused() -> None:
    packed = zipped({"a_b": b"x"}).replace(b"a_b", b"a\x00b")
    with pytest.raises(errors.ArchiveHasUnsafePath):
        read_archive(packed)


@pytest.mark.parametrize("type", [tarfile.SYMTYPE, tarfile.LNKTYPE])
def test_a_link_is_refused(type: bytes) -> None:
    with pytest.raises(errors.ArchiveHasLink):
        read_archive(special(type, target="/etc/passwd"))


def test_a_symbolic_link_in_a_zip_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        entry = zipfile.ZipInfo("link")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(errors.ArchiveHasLink):
        read_archive(made.getvalue())


@pytest.mark.parametrize("type", [tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE])
def test_a_device_is_refused(type: bytes) -> None:
    with pytest.raises(errors.ArchiveHasSpecialFile):
        read_archive(special(type))


def test_a_name_that_is_there_twice_is_refused() -> None:
    def again(archive: tarfile.TarFile) -> None:
        archive.addfile(tarfile.TarInfo("a"))

    with pytest.raises(errors.ArchiveHasDuplicateName):
        read_archive(tarred({"a": b"x"}, add=again))


def test_names_that_differ_only_in_case_are_refused() -> None:
    with pytest.raises(errors.ArchiveHasCaseCollision):
        read_archive(zipped({"Course.xml": b"", "course.xml": b""}))


def test_names_that_differ_only_in_how_accents_are_written_are_one_name() -> None:
    with pytest.raises(errors.ArchiveHasDuplicateName):
        read_archive(zipped({"caf\u00e9": b"", "cafe\u0301": b""}))


def test_an_encrypted_entry_is_refused() -> None:
    packed = bytearray(zipped({"a": b"x"}))
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(errors.ArchiveEncrypted):
        read_archive(bytes(packed))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    zeros = b"\x00" * (limits.RATIO_FREE_BYTES + 1)
    for packed in (zipped({"a": zeros}), tarred({"a": zeros})):
        with pytest.raises(errors.ArchiveIsBomb):
            read_archive(packed)


def test_a_bomb_in_the_padding_of_a_tar_is_refused() -> None:
    with pytest.raises(errors.ArchiveIsBomb):
        read_archive(gzip.compress(tarred({"a": b"x"}, "w") + b"\x00" * (limits.RATIO_FREE_BYTES * 2)))


def test_a_tar_with_a_damaged_header_loses_no_file_silently() -> None:
    packed = bytearray(tarred({"a": b"x", "b": b"y"}, "w"))
    packed[1024 + 150] ^= 0xFF
    with pytest.raises(errors.ArchiveUnreadable):
        read_archive(bytes(packed))


def test_a_tar_whose_end_is_missing_is_refused() -> None:
    packed = tarred({"a": b"x" * 5000})
    with pytest.raises(errors.ArchiveUnreadable):
        read_archive(packed[: len(packed) // 2])


def test_more_files_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_FILES", 2)
    with pytest.raises(errors.ArchiveHasTooManyFiles):
        read_folder(FILES)


def test_a_file_above_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_FILE_BYTES", 100)
    for packed in (zipped(FILES), tarred(FILES)):
        with pytest.raises(errors.ArchiveFileTooLarge):
            read_archive(packed)


def test_files_above_the_limit_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_TOTAL_BYTES", 300)
    for packed in (zipped(FILES), tarred(FILES)):
        with pytest.raises(errors.ArchiveTooLarge):
            read_archive(packed)


def test_a_zip_that_lies_about_its_sizes_is_damaged_and_no_bomb() -> None:
    content = b"\x00" * 100_000
    packed = zipped({"a": content}).replace(len(content).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises(errors.ArchiveUnreadable):
        read_archive(packed)


def test_a_compression_that_needs_much_memory_is_not_read() -> None:
    with pytest.raises(errors.ArchiveUnreadable):
        read_archive(zipped({"a": b"x" * 100}, zipfile.ZIP_LZMA))


def test_every_refusal_has_a_name_of_its_own_and_a_title_in_both_languages() -> None:
    named = errors.SourceRefused.named()
    assert len({error.slug() for error in named}) == len(named)
    assert all(set(error.title) == {"en", "th"} and error.status == 422 for error in named)
