"""What can refuse an order, a payment or a refund."""

from lyceum.kernel.errors import Busy, Conflict, DomainError, Forbidden, Invalid, NotFound


class OrderNotFound(NotFound):
    """There is no such order in this school, or it is somebody else's."""

    title = {"en": "There is no such order", "th": "ไม่พบคำสั่งซื้อนี้"}


class BillingNotFound(NotFound):
    """The caller has given no billing address here."""

    title = {"en": "You have no billing address here", "th": "ยังไม่มีที่อยู่สำหรับออกใบแจ้งหนี้"}


class CourseNotFound(NotFound):
    """There is no such course in this school, or it was never published."""

    title = {"en": "There is no such course", "th": "ไม่พบหลักสูตรนี้"}


class AlreadyOwned(Conflict):
    """The buyer has a place in this course, or had one that came to its end otherwise than by giving it up."""

    title = {"en": "You have this course already", "th": "คุณมีหลักสูตรนี้แล้ว"}


class EnrollmentClosed(Conflict):
    """The course takes nobody at present."""

    title = {"en": "Enrollment is closed", "th": "ปิดรับลงทะเบียน"}


class CourseFull(Conflict):
    """Every seat of the course is taken or held."""

    title = {"en": "The course is full", "th": "หลักสูตรเต็มแล้ว"}


class BannedFromCourse(Forbidden):
    """The learner was shut out of this course, for a time or for good."""

    title = {"en": "You are shut out of this course", "th": "คุณถูกระงับจากหลักสูตรนี้"}


class PrerequisiteMissing(Forbidden):
    """Another course is to be completed first."""

    title = {"en": "Another course comes first", "th": "ต้องเรียนหลักสูตรอื่นให้จบก่อน"}


class CourseNotForSale(Conflict):
    """The course is taken through a branch, which buys for its members; nobody orders it alone."""

    title = {"en": "This course is not sold to single people", "th": "หลักสูตรนี้ไม่จำหน่ายให้บุคคลทั่วไป"}


class CourseIsFree(Conflict):
    """The published price of the course is 0: it is free everywhere, and has no other prices."""

    title = {"en": "The course is free", "th": "หลักสูตรนี้ไม่มีค่าใช้จ่าย"}


class CourseHasNoPriceYet(Conflict):
    """The course was never published: its price comes with its first publication."""

    title = {"en": "The course has no price before it is published", "th": "หลักสูตรยังไม่มีราคาจนกว่าจะเผยแพร่"}


class PaymentsNotSetUp(Conflict):
    """The platform has no payment provider, or the provider does not know the school's account."""

    title = {"en": "This school cannot take payments yet", "th": "สถาบันนี้ยังไม่เปิดรับชำระเงิน"}


class PaymentProviderDown(Busy):
    """The payment provider does not answer, or is at fault. The order stands; the same request does it later."""

    title = {"en": "Payment is not possible right now", "th": "ขณะนี้ไม่สามารถชำระเงินได้"}
    retry_after = 5


class OrderClaimed(Conflict):
    """Another execution of the workflow is at this order."""

    title = {"en": "The order is being fulfilled already", "th": "คำสั่งซื้อนี้กำลังดำเนินการอยู่แล้ว"}


class WebhookUnsigned(Forbidden):
    """The signature is missing, is of nobody who is known, or is older than five minutes."""

    title = {"en": "The signature is not valid", "th": "ลายเซ็นไม่ถูกต้อง"}


class UnreadableWebhook(DomainError):
    """The payload is signed, but is no event."""

    status = 400
    title = {"en": "This is no event", "th": "ข้อมูลนี้ไม่ใช่เหตุการณ์"}


class WebhookNotFound(NotFound):
    """There is no such event, or it is not known to be of this school."""

    title = {"en": "There is no such event", "th": "ไม่พบเหตุการณ์นี้"}


class ReconciliationNotFound(NotFound):
    """There is no such report in this school; one is kept for a year."""

    title = {"en": "There is no such report", "th": "ไม่พบรายงานนี้"}


class ForeignAccount(Conflict):
    """The event happened in another account than the one that the order is paid to."""

    title = {"en": "The event is of another account", "th": "เหตุการณ์นี้เป็นของบัญชีอื่น"}


class UnknownCurrency(Invalid):
    """The currency is none of ISO 4217 that is in use."""

    title = {"en": "There is no such currency", "th": "ไม่พบสกุลเงินนี้"}


class UnknownCountry(Invalid):
    """The country is none of ISO 3166-1."""

    title = {"en": "There is no such country", "th": "ไม่พบประเทศนี้"}


class UnchargeableAmount(Invalid):
    """Cards are not charged such an amount: the payment provider takes whole steps of the currency only."""

    title = {"en": "This amount cannot be charged", "th": "ไม่สามารถเรียกเก็บจำนวนเงินนี้ได้"}


class TotalTooSmall(Conflict):
    """The total is above zero, but less than the payment provider charges at all in this currency."""

    title = {"en": "The total is too small to be charged", "th": "ยอดรวมน้อยเกินกว่าจะเรียกเก็บได้"}


class TotalTooLarge(Conflict):
    """The total is more than the payment provider charges at once."""

    title = {"en": "The total is too large to be charged", "th": "ยอดรวมสูงเกินกว่าจะเรียกเก็บได้"}


class CurrenciesDiffer(Conflict):
    """The items are not sold in one currency to this buyer: order them one by one."""

    title = {"en": "These items are sold in different currencies", "th": "รายการเหล่านี้ขายในสกุลเงินต่างกัน"}


class NothingOrdered(Invalid):
    """An order has one line at least."""

    title = {"en": "The order has no items", "th": "คำสั่งซื้อไม่มีรายการ"}


class OrderedTwice(Invalid):
    """A course stands in an order once."""

    title = {"en": "A course is ordered twice", "th": "สั่งซื้อหลักสูตรเดียวกันซ้ำ"}


class InvalidTaxId(Invalid):
    """The VAT or tax id is not of the form that its country gives out."""

    title = {"en": "The tax id is not of its country's form", "th": "รูปแบบเลขประจำตัวผู้เสียภาษีไม่ถูกต้อง"}


class InvalidReduction(Invalid):
    """A coupon or promotion contradicts itself: an empty window, a limit below one, a share outside 0 to 100 %."""

    title = {"en": "The discount contradicts itself", "th": "ส่วนลดขัดแย้งกันเอง"}


class CouponNotFound(NotFound):
    """The school has made no coupon of this code."""

    title = {"en": "There is no such coupon", "th": "ไม่พบคูปองนี้"}


class CouponUnknown(Invalid):
    """There is no such coupon in this school."""

    title = {"en": "There is no such coupon", "th": "ไม่พบคูปองนี้"}


class CouponNotYetValid(Conflict):
    """The coupon's window has not begun."""

    title = {"en": "This coupon is not valid yet", "th": "คูปองนี้ยังไม่เริ่มใช้"}


class CouponExpired(Conflict):
    """The coupon's window is over, or it was taken back."""

    title = {"en": "This coupon has expired", "th": "คูปองนี้หมดอายุแล้ว"}


class CouponUsedUp(Conflict):
    """The coupon was used as often as it may be."""

    title = {"en": "This coupon is used up", "th": "คูปองนี้ถูกใช้ครบจำนวนแล้ว"}


class CouponUsedByYou(Conflict):
    """The buyer used the coupon as often as one person may."""

    title = {"en": "You have used this coupon already", "th": "คุณใช้คูปองนี้แล้ว"}


class CouponNotForYou(Forbidden):
    """The coupon is for other people, or for a first purchase."""

    title = {"en": "This coupon is not for you", "th": "คูปองนี้ไม่ใช่สำหรับคุณ"}


class CouponNotForItems(Conflict):
    """The coupon is for none of the items, or for another currency."""

    title = {"en": "This coupon is not for these items", "th": "คูปองนี้ใช้กับรายการเหล่านี้ไม่ได้"}


class CouponGainsNothing(Conflict):
    """A promotion takes at least as much off every item already; the coupon stays unused."""

    title = {"en": "A promotion already takes more off", "th": "โปรโมชันที่มีอยู่ลดให้มากกว่าแล้ว"}


class OrderStillHeld(Conflict):
    """The order can still be paid, so it does not expire yet."""

    title = {"en": "The order has not expired yet", "th": "คำสั่งซื้อยังไม่หมดอายุ"}


class OrderNotOpen(Conflict):
    """The order is not waiting for payment any more."""

    title = {"en": "The order is not open any more", "th": "คำสั่งซื้อนี้ปิดแล้ว"}


class PaymentDiffers(Conflict):
    """What was paid is not what the order demands."""

    title = {"en": "The payment does not match the order", "th": "การชำระเงินไม่ตรงกับคำสั่งซื้อ"}


class PaidTwice(Conflict):
    """The order was paid by another payment before: this one goes back."""

    title = {"en": "The order was paid already", "th": "คำสั่งซื้อนี้ชำระเงินแล้ว"}


class OrderNotPaid(Conflict):
    """Nothing was paid that could be given back."""

    title = {"en": "The order is not paid", "th": "คำสั่งซื้อนี้ยังไม่ได้ชำระเงิน"}


class OrderDisputed(Conflict):
    """The payment is disputed: the bank decides before anything is given back."""

    title = {"en": "The payment is disputed", "th": "การชำระเงินนี้ถูกโต้แย้ง"}


class PaymentOfAnotherOrder(Conflict):
    """The payment stands in the books already, for another order: it pays none twice, and stays where it is."""

    title = {"en": "The payment belongs to another order", "th": "การชำระเงินนี้เป็นของคำสั่งซื้ออื่น"}


class RefundTooMuch(Conflict):
    """More would be given back than was paid for a line and not given back yet."""

    title = {"en": "More than what is left would be refunded", "th": "จำนวนคืนเงินเกินยอดคงเหลือ"}


class PaymentNotUnwanted(NotFound):
    """No payment of that name waits to be given back because its order does not take it."""

    title = {"en": "There is no such payment to give back", "th": "ไม่พบการชำระเงินที่ต้องคืนนี้"}


class RefundEmpty(Invalid):
    """A refund names lines of the order, each once, and gives something back."""

    title = {"en": "The refund gives nothing back", "th": "การคืนเงินไม่มีรายการ"}


class RefundWindowClosed(Conflict):
    """The school's time for refunds is over; staff may grant one all the same."""

    title = {"en": "The time for refunds is over", "th": "หมดเวลาขอคืนเงินแล้ว"}


class LineNotFound(NotFound):
    """The order has no such line."""

    title = {"en": "There is no such line in the order", "th": "ไม่พบรายการนี้ในคำสั่งซื้อ"}
