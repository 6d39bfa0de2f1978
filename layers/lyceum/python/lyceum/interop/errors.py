"""Why an upload is refused as a whole. Each rule has its own name; `path` in the facts says which file broke it."""

from lyceum.kernel.errors import Conflict, Invalid


class SourceRefused(Invalid):
    """An uploaded course or question file cannot be imported; nothing of it is written."""

    title = {"en": "The file cannot be imported", "th": "ไม่สามารถนำเข้าไฟล์ได้"}


class ArchiveUnreadable(SourceRefused):
    """The upload is no zip, tar or tar.gz archive, or is damaged."""

    title = {"en": "The archive cannot be read", "th": "ไม่สามารถอ่านไฟล์บีบอัดได้"}


class ArchiveEncrypted(SourceRefused):
    """The archive holds files that need a password."""

    title = {"en": "The archive is encrypted", "th": "ไฟล์บีบอัดถูกเข้ารหัส"}


class ArchiveHasUnsafePath(SourceRefused):
    """A name in the archive is absolute, leaves the archive (`..`), is too long, or holds control characters."""

    title = {"en": "The archive holds an unsafe file name", "th": "ไฟล์บีบอัดมีชื่อไฟล์ที่ไม่ปลอดภัย"}


class ArchiveHasLink(SourceRefused):
    """The archive holds a symbolic or hard link."""

    title = {"en": "The archive holds a link", "th": "ไฟล์บีบอัดมีลิงก์"}


class ArchiveHasSpecialFile(SourceRefused):
    """The archive holds a device, pipe, socket or sparse file."""

    title = {"en": "The archive holds a special file", "th": "ไฟล์บีบอัดมีไฟล์พิเศษ"}


class ArchiveHasDuplicateName(SourceRefused):
    """Two files of the archive have the same name."""

    title = {"en": "The archive holds a file name twice", "th": "ไฟล์บีบอัดมีชื่อไฟล์ซ้ำ"}


class ArchiveHasCaseCollision(SourceRefused):
    """Two names of the archive differ only in upper and lower case, so they are one file on some computers."""

    title = {"en": "Two file names differ only in case", "th": "ชื่อไฟล์สองชื่อต่างกันเพียงตัวพิมพ์ใหญ่เล็ก"}


class ArchiveHasTooManyFiles(SourceRefused):
    """The archive holds more files than an import takes."""

    title = {"en": "The archive holds too many files", "th": "ไฟล์บีบอัดมีไฟล์มากเกินไป"}


class ArchiveFileTooLarge(SourceRefused):
    """One file of the archive is larger than an import takes."""

    title = {"en": "A file of the archive is too large", "th": "ไฟล์ในไฟล์บีบอัดมีขนาดใหญ่เกินไป"}


class ArchiveTooLarge(SourceRefused):
    """The files of the archive are together larger than an import takes."""

    title = {"en": "The archive is too large", "th": "ไฟล์บีบอัดมีขนาดใหญ่เกินไป"}


class ArchiveIsBomb(SourceRefused):
    """The archive grows far more on unpacking than course files do."""

    title = {"en": "The archive unpacks to a suspicious size", "th": "ไฟล์บีบอัดขยายเป็นขนาดที่น่าสงสัย"}


class SourceNotUtf8(SourceRefused):
    """A text file is not UTF-8, or says that it is something else."""

    title = {"en": "A file is not UTF-8 text", "th": "ไฟล์ไม่ใช่ข้อความ UTF-8"}


class SourceTextTooLarge(SourceRefused):
    """A text file is larger than an import reads."""

    title = {"en": "A text file is too large", "th": "ไฟล์ข้อความมีขนาดใหญ่เกินไป"}


class SourceDeclaresEntities(SourceRefused):
    """An XML file defines entities, or has a document type declaration where none is needed."""

    title = {"en": "An XML file has a document type declaration", "th": "ไฟล์ XML มีการประกาศชนิดเอกสาร"}


class SourceNestedTooDeep(SourceRefused):
    """An XML or JSON file is nested deeper than an import reads."""

    title = {"en": "A file is nested too deep", "th": "ไฟล์ซ้อนกันลึกเกินไป"}


class SourceTooBig(SourceRefused):
    """The course or question file has more elements than an import takes."""

    title = {"en": "The source has too many elements", "th": "ต้นฉบับมีองค์ประกอบมากเกินไป"}


class NoCourseFound(SourceRefused):
    """The archive holds no readable `course.xml`."""

    title = {"en": "There is no course.xml", "th": "ไม่พบ course.xml"}


class NoQuestionsFound(SourceRefused):
    """The upload holds no question file of the format that was named, or none of its questions can be read."""

    title = {"en": "There are no questions", "th": "ไม่พบคำถาม"}


class UploadMissing(SourceRefused):
    """The file was never sent, or was sent too long ago."""

    title = {"en": "The file was not uploaded", "th": "ไม่พบไฟล์ที่อัปโหลด"}


class UploadTooLarge(SourceRefused):
    """The file is larger than an import takes."""

    title = {"en": "The uploaded file is too large", "th": "ไฟล์ที่อัปโหลดมีขนาดใหญ่เกินไป"}


class ImportClaimed(Conflict):
    """Another execution of the workflow has taken this import, or it has ended."""

    title = {"en": "The import was taken already", "th": "การนำเข้านี้ถูกดำเนินการแล้ว"}


class FilesTooLarge(Invalid):
    """The pictures, sounds and films of an export are together larger than an import would take."""

    title = {"en": "The files of the questions are too large", "th": "ไฟล์ประกอบของคำถามมีขนาดใหญ่เกินไป"}
