"""The words of reports in English and Thai. `{…}` are places for numbers and names, filled before escaping."""

from collections.abc import Mapping
from dataclasses import dataclass

from lyceum.insight.report_figures import Stage
from lyceum.insight.report_language import ENGLISH, THAI, Notation
from lyceum.insight.report_model import EnrollmentStatus
from lyceum.kernel.text import FALLBACK


@dataclass(frozen=True, slots=True)
class Words:
    """All words of a report in one language. A language lacks none: the type says so."""

    tag: str
    notation: Notation
    title: str
    made_at: str
    overview: str
    enrolled: str
    completed: str
    progress_mean: str
    active: str
    of_learners: str
    of_required_lessons: str
    in_seven_days: str
    nobody: str
    nothing: str

    funnel: str
    funnel_lead: str
    funnel_no_loss: str
    funnel_caption: str
    stage: str
    learners: str
    share: str
    stages: Mapping[Stage, str]

    assessments: str
    no_assessments: str
    summary_caption: str
    assessment: str
    points: str
    pass_mark: str
    pass_mark_at: str
    scored: str
    awaiting: str
    pass_rate: str
    mean: str
    median: str
    minimum: str
    maximum: str
    distribution: str
    distribution_lead: str
    distribution_caption: str
    no_scores: str
    score: str
    score_range: str
    score_range_last: str

    activity: str
    activity_lead: str
    activity_caption: str
    no_activity: str
    day: str
    enrollments: str
    lessons_completed: str
    attempts_submitted: str
    courses_completed: str

    class_list: str
    class_list_caption: str
    learner_id: str
    name: str
    status: str
    progress: str
    enrolled_at: str
    last_activity: str
    completed_at: str
    awaiting_mark: str
    statuses: Mapping[EnrollmentStatus, str]

    notes: str
    note_lines: tuple[str, ...]


_ENGLISH = Words(
    tag="en",
    notation=ENGLISH,
    title="Course progress report",
    made_at="As of {moment}",
    overview="Overview",
    enrolled="Enrolled",
    completed="Completed",
    progress_mean="Average progress",
    active="Recently active",
    of_learners="{part} of {whole} learners",
    of_required_lessons="of the required lessons",
    in_seven_days="in the last 7 days",
    nobody="Nobody has enrolled in this course yet.",
    nothing="none",
    funnel="From enrollment to completion",
    funnel_lead="Most learners stop between “{reached}” and “{missed}”: {learners}.",
    funnel_no_loss="Everyone who enrolled has completed the course.",
    funnel_caption="Learners who reached each stage",
    stage="Stage",
    learners="Learners",
    share="Share",
    stages={
        Stage.ENROLLED: "Enrolled",
        Stage.STARTED: "Started",
        Stage.HALF_WAY: "Half way",
        Stage.LESSONS_FINISHED: "Required lessons finished",
        Stage.COMPLETED: "Course completed",
    },
    assessments="Assessments",
    no_assessments="This course has no assessments.",
    summary_caption="Scores of all assessments",
    assessment="Assessment",
    points="Points",
    pass_mark="Pass mark",
    pass_mark_at="Pass mark {percent}",
    scored="Scored",
    awaiting="Awaiting grading",
    pass_rate="Pass rate",
    mean="Mean",
    median="Median",
    minimum="Lowest",
    maximum="Highest",
    distribution="{number}. {title}",
    distribution_lead="{passed} of {scores} passed at {pass_mark} or more. Mean {mean}, median {median}.",
    distribution_caption="Learners by score in assessment {number}",
    no_scores="No scores yet.",
    score="Score",
    score_range="{lower} to under {upper}%",
    score_range_last="{lower} to {upper}%",
    activity="Activity",
    activity_lead="{lessons} lessons completed from {first} to {last}; the busiest day was {day} with {most}.",
    activity_caption="Activity by day (UTC)",
    no_activity="No activity in the last 30 days.",
    day="Day",
    enrollments="Enrollments",
    lessons_completed="Lessons completed",
    attempts_submitted="Attempts submitted",
    courses_completed="Courses completed",
    class_list="Learners",
    class_list_caption="Progress and scores of each learner",
    learner_id="Learner ID",
    name="Name",
    status="Status",
    progress="Progress",
    enrolled_at="Enrolled on",
    last_activity="Last active",
    completed_at="Completed on",
    awaiting_mark="Awaiting",
    statuses={
        EnrollmentStatus.ENROLLED: "Enrolled",
        EnrollmentStatus.IN_PROGRESS: "In progress",
        EnrollmentStatus.COMPLETED: "Completed",
        EnrollmentStatus.FAILED: "Failed",
        EnrollmentStatus.WITHDRAWN: "Withdrawn",
        EnrollmentStatus.EXPIRED: "Expired",
        EnrollmentStatus.SUSPENDED: "Suspended",
    },
    notes="How the figures are worked out",
    note_lines=(
        "Everyone who ever enrolled is counted, also those who withdrew later.",
        "Progress is the share of the required lessons that a learner has completed.",
        "A later stage includes the earlier ones. Completion granted by staff counts in full.",
        "A score counts once it is graded in full; the attempt that counts is the one the assessment’s policy chooses.",
        "Means, medians and shares are rounded once, to one decimal place, half up.",
    ),
)

_THAI = Words(
    tag="th",
    notation=THAI,
    title="รายงานความก้าวหน้าของรายวิชา",
    made_at="ข้อมูล ณ {moment}",
    overview="ภาพรวม",
    enrolled="ลงทะเบียน",
    completed="เรียนจบ",
    progress_mean="ความก้าวหน้าเฉลี่ย",
    active="เข้าเรียนล่าสุด",
    of_learners="{part} จาก {whole} คน",
    of_required_lessons="ของบทเรียนบังคับ",
    in_seven_days="ใน 7 วันที่ผ่านมา",
    nobody="ยังไม่มีผู้ลงทะเบียนในรายวิชานี้",
    nothing="ไม่มี",
    funnel="จากลงทะเบียนถึงเรียนจบ",
    funnel_lead="ผู้เรียนหยุดมากที่สุดระหว่าง “{reached}” กับ “{missed}” จำนวน {learners} คน",
    funnel_no_loss="ผู้ลงทะเบียนทุกคนเรียนจบรายวิชาแล้ว",
    funnel_caption="จำนวนผู้เรียนที่มาถึงแต่ละขั้น",
    stage="ขั้น",
    learners="ผู้เรียน (คน)",
    share="สัดส่วน",
    stages={
        Stage.ENROLLED: "ลงทะเบียน",
        Stage.STARTED: "เริ่มเรียน",
        Stage.HALF_WAY: "เรียนถึงครึ่งทาง",
        Stage.LESSONS_FINISHED: "เรียนบทเรียนบังคับครบ",
        Stage.COMPLETED: "เรียนจบรายวิชา",
    },
    assessments="การประเมินผล",
    no_assessments="รายวิชานี้ไม่มีการประเมินผล",
    summary_caption="คะแนนของการประเมินผลทั้งหมด",
    assessment="การประเมินผล",
    points="คะแนนเต็ม",
    pass_mark="เกณฑ์ผ่าน",
    pass_mark_at="เกณฑ์ผ่าน {percent}",
    scored="ตรวจแล้ว",
    awaiting="รอตรวจ",
    pass_rate="อัตราผ่าน",
    mean="ค่าเฉลี่ย",
    median="มัธยฐาน",
    minimum="ต่ำสุด",
    maximum="สูงสุด",
    distribution="{number}. {title}",
    distribution_lead="ผ่าน {passed} จาก {scores} คน (เกณฑ์ {pass_mark} ขึ้นไป) ค่าเฉลี่ย {mean} มัธยฐาน {median}",
    distribution_caption="จำนวนผู้เรียนตามช่วงคะแนน การประเมินผลที่ {number}",
    no_scores="ยังไม่มีคะแนน",
    score="ช่วงคะแนน",
    score_range="{lower} ถึงน้อยกว่า {upper}%",
    score_range_last="{lower} ถึง {upper}%",
    activity="กิจกรรมการเรียน",
    activity_lead="เรียนจบ {lessons} บทเรียนในช่วง {first} ถึง {last} วันที่เรียนมากที่สุดคือ {day} จำนวน {most} บทเรียน",
    activity_caption="กิจกรรมรายวัน (เวลา UTC)",
    no_activity="ไม่มีกิจกรรมใน 30 วันที่ผ่านมา",
    day="วันที่",
    enrollments="ลงทะเบียน",
    lessons_completed="บทเรียนที่เรียนจบ",
    attempts_submitted="แบบทดสอบที่ส่ง",
    courses_completed="เรียนจบรายวิชา",
    class_list="ผู้เรียน",
    class_list_caption="ความก้าวหน้าและคะแนนของผู้เรียนแต่ละคน",
    learner_id="รหัสผู้เรียน",
    name="ชื่อ",
    status="สถานะ",
    progress="ความก้าวหน้า",
    enrolled_at="ลงทะเบียนเมื่อ",
    last_activity="เข้าเรียนล่าสุด",
    completed_at="เรียนจบเมื่อ",
    awaiting_mark="รอตรวจ",
    statuses={
        EnrollmentStatus.ENROLLED: "ลงทะเบียนแล้ว",
        EnrollmentStatus.IN_PROGRESS: "กำลังเรียน",
        EnrollmentStatus.COMPLETED: "เรียนจบ",
        EnrollmentStatus.FAILED: "ไม่ผ่าน",
        EnrollmentStatus.WITHDRAWN: "ถอนรายวิชา",
        EnrollmentStatus.EXPIRED: "หมดเวลาเรียน",
        EnrollmentStatus.SUSPENDED: "ถูกระงับ",
    },
    notes="วิธีคำนวณตัวเลข",
    note_lines=(
        "นับทุกคนที่เคยลงทะเบียน รวมถึงผู้ที่ถอนรายวิชาภายหลัง",
        "ความก้าวหน้าคือสัดส่วนของบทเรียนบังคับที่ผู้เรียนเรียนจบแล้ว",
        "ขั้นหลังนับรวมอยู่ในขั้นก่อนหน้าเสมอ การอนุมัติให้เรียนจบโดยเจ้าหน้าที่นับเต็ม",
        "คะแนนจะนับเมื่อตรวจครบแล้ว โดยใช้ครั้งที่ทำตามนโยบายคะแนนของการประเมินผลนั้น",
        "ค่าเฉลี่ย มัธยฐาน และสัดส่วน ปัดเศษครั้งเดียวเป็นทศนิยมหนึ่งตำแหน่ง ครึ่งปัดขึ้น",
    ),
)

LANGUAGES: Mapping[str, Words] = {"en": _ENGLISH, "th": _THAI}
"""Language tag → words."""


def words(language: str) -> Words:
    """The words for a language tag or its primary subtag (`th-TH` → Thai), else English (RULES S2-2)."""
    return LANGUAGES.get(language) or LANGUAGES.get(language.split("-", 1)[0].lower()) or LANGUAGES[FALLBACK]
