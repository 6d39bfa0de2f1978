"""Countries as reference data (FEATURES PC4): ISO 3166-1 codes, the currency in use, names in English and Thai.

Names and currencies are those of the Unicode CLDR, and a test compares them. Where two currencies are in use, the
country's own is named.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

from pydantic import StringConstraints

CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""An ISO 3166-1 alpha-2 code in capitals."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory."""

    code: str
    currency: str
    name: dict[str, str]
    """By language: `en`, `th`."""


@lru_cache
def countries() -> dict[str, Country]:
    """Every country by its code, in order of the codes."""
    return {country.code: country for country in map(_read, _TABLE.strip().splitlines())}


def is_country(code: str) -> bool:
    """Whether there is a country of this code."""
    return code in countries()


def _read(line: str) -> Country:
    facts, _, thai = line.partition(" | ")
    code, currency, english = facts.split(" ", 2)
    return Country(code, currency, {"en": english, "th": thai})


_TABLE = """
AD EUR Andorra | อันดอร์รา
AE AED United Arab Emirates | สหรัฐอาหรับเอมิเรตส์
AF AFN Afghanistan | อัฟกานิสถาน
AG XCD Antigua & Barbuda | แอนติกาและบาร์บูดา
AI XCD Anguilla | แองกวิลลา
AL ALL Albania | แอลเบเนีย
AM AMD Armenia | อาร์เมเนีย
AO AOA Angola | แองโกลา
AQ USD Antarctica | แอนตาร์กติกา
AR ARS Argentina | อาร์เจนตินา
AS USD American Samoa | อเมริกันซามัว
AT EUR Austria | ออสเตรีย
AU AUD Australia | ออสเตรเลีย
AW AWG Aruba | อารูบา
AX EUR Åland Islands | หมู่เกาะโอลันด์
AZ AZN Azerbaijan | อาเซอร์ไบจาน
BA BAM Bosnia & Herzegovina | บอสเนียและเฮอร์เซโกวีนา
BB BBD Barbados | บาร์เบโดส
BD BDT Bangladesh | บังกลาเทศ
BE EUR Belgium | เบลเยียม
BF XOF Burkina Faso | บูร์กินาฟาโซ
BG EUR Bulgaria | บัลแกเรีย
BH BHD Bahrain | บาห์เรน
BI BIF Burundi | บุรุนดี
BJ XOF Benin | เบนิน
BL EUR St. Barthélemy | เซนต์บาร์เธเลมี
BM BMD Bermuda | เบอร์มิวดา
BN BND Brunei | บรูไน
BO BOB Bolivia | โบลิเวีย
BQ USD Caribbean Netherlands | เนเธอร์แลนด์แคริบเบียน
BR BRL Brazil | บราซิล
BS BSD Bahamas | บาฮามาส
BT BTN Bhutan | ภูฏาน
BV NOK Bouvet Island | เกาะบูเว
BW BWP Botswana | บอตสวานา
BY BYN Belarus | เบลารุส
BZ BZD Belize | เบลีซ
CA CAD Canada | แคนาดา
CC AUD Cocos (Keeling) Islands | หมู่เกาะโคโคส (คีลิง)
CD CDF Congo - Kinshasa | คองโก - กินชาซา
CF XAF Central African Republic | สาธารณรัฐแอฟริกากลาง
CG XAF Congo - Brazzaville | คองโก - บราซซาวิล
CH CHF Switzerland | สวิตเซอร์แลนด์
CI XOF Côte d’Ivoire | โกตดิวัวร์
CK NZD Cook Islands | หมู่เกาะคุก
CL CLP Chile | ชิลี
CM XAF Cameroon | แคเมอรูน
CN CNY China | จีน
CO COP Colombia | โคลอมเบีย
CR CRC Costa Rica | คอสตาริกา
CU CUP Cuba | คิวบา
CV CVE Cape Verde | เคปเวิร์ด
CW XCG Curaçao | คูราเซา
CX AUD Christmas Island | เกาะคริสต์มาส
CY EUR Cyprus | ไซปรัส
CZ CZK Czechia | เช็ก
DE EUR Germany | เยอรมนี
DJ DJF Djibouti | จิบูตี
DK DKK Denmark | เดนมาร์ก
DM XCD Dominica | โดมินิกา
DO DOP Dominican Republic | สาธารณรัฐโดมินิกัน
DZ DZD Algeria | แอลจีเรีย
EC USD Ecuador | เอกวาดอร์
EE EUR Estonia | เอสโตเนีย
EG EGP Egypt | อียิปต์
EH MAD Western Sahara | ซาฮาราตะวันตก
ER ERN Eritrea | เอริเทรีย
ES EUR Spain | สเปน
ET ETB Ethiopia | เอธิโอเปีย
FI EUR Finland | ฟินแลนด์
FJ FJD Fiji | ฟิจิ
FK FKP Falkland Islands | หมู่เกาะฟอล์กแลนด์
FM USD Micronesia | ไมโครนีเซีย
FO DKK Faroe Islands | หมู่เกาะแฟโร
FR EUR France | ฝรั่งเศส
GA XAF Gabon | กาบอง
GB GBP United Kingdom | สหราชอาณาจักร
GD XCD Grenada | เกรเนดา
GE GEL Georgia | จอร์เจีย
GF EUR French Guiana | เฟรนช์เกียนา
GG GBP Guernsey | เกิร์นซีย์
GH GHS Ghana | กานา
GI GIP Gibraltar | ยิบรอลตาร์
GL DKK Greenland | กรีนแลนด์
GM GMD Gambia | แกมเบีย
GN GNF Guinea | กินี
GP EUR Guadeloupe | กวาเดอลูป
GQ XAF Equatorial Guinea | อิเควทอเรียลกินี
GR EUR Greece | กรีซ
GS GBP South Georgia & South Sandwich Islands | เกาะเซาท์จอร์เจียและหมู่เกาะเซาท์แซนด์วิช
GT GTQ Guatemala | กัวเตมาลา
GU USD Guam | กวม
GW XOF Guinea-Bissau | กินี-บิสเซา
GY GYD Guyana | กายอานา
HK HKD Hong Kong SAR China | เขตปกครองพิเศษฮ่องกงแห่งสาธารณรัฐประชาชนจีน
HM AUD Heard & McDonald Islands | เกาะเฮิร์ดและหมู่เกาะแมกดอนัลด์
HN HNL Honduras | ฮอนดูรัส
HR EUR Croatia | โครเอเชีย
HT HTG Haiti | เฮติ
HU HUF Hungary | ฮังการี
ID IDR Indonesia | อินโดนีเซีย
IE EUR Ireland | ไอร์แลนด์
IL ILS Israel | อิสราเอล
IM GBP Isle of Man | เกาะแมน
IN INR India | อินเดีย
IO USD British Indian Ocean Territory | บริติชอินเดียนโอเชียนเทร์ริทอรี
IQ IQD Iraq | อิรัก
IR IRR Iran | อิหร่าน
IS ISK Iceland | ไอซ์แลนด์
IT EUR Italy | อิตาลี
JE GBP Jersey | เจอร์ซีย์
JM JMD Jamaica | จาเมกา
JO JOD Jordan | จอร์แดน
JP JPY Japan | ญี่ปุ่น
KE KES Kenya | เคนยา
KG KGS Kyrgyzstan | คีร์กีซสถาน
KH KHR Cambodia | กัมพูชา
KI AUD Kiribati | คิริบาส
KM KMF Comoros | คอโมโรส
KN XCD St. Kitts & Nevis | เซนต์คิตส์และเนวิส
KP KPW North Korea | เกาหลีเหนือ
KR KRW South Korea | เกาหลีใต้
KW KWD Kuwait | คูเวต
KY KYD Cayman Islands | หมู่เกาะเคย์แมน
KZ KZT Kazakhstan | คาซัคสถาน
LA LAK Laos | ลาว
LB LBP Lebanon | เลบานอน
LC XCD St. Lucia | เซนต์ลูเซีย
LI CHF Liechtenstein | ลิกเตนสไตน์
LK LKR Sri Lanka | ศรีลังกา
LR LRD Liberia | ไลบีเรีย
LS LSL Lesotho | เลโซโท
LT EUR Lithuania | ลิทัวเนีย
LU EUR Luxembourg | ลักเซมเบิร์ก
LV EUR Latvia | ลัตเวีย
LY LYD Libya | ลิเบีย
MA MAD Morocco | โมร็อกโก
MC EUR Monaco | โมนาโก
MD MDL Moldova | มอลโดวา
ME EUR Montenegro | มอนเตเนโกร
MF EUR St. Martin | เซนต์มาร์ติน
MG MGA Madagascar | มาดากัสการ์
MH USD Marshall Islands | หมู่เกาะมาร์แชลล์
MK MKD North Macedonia | มาซิโดเนียเหนือ
ML XOF Mali | มาลี
MM MMK Myanmar (Burma) | เมียนมา (พม่า)
MN MNT Mongolia | มองโกเลีย
MO MOP Macao SAR China | เขตปกครองพิเศษมาเก๊าแห่งสาธารณรัฐประชาชนจีน
MP USD Northern Mariana Islands | หมู่เกาะนอร์เทิร์นมาเรียนา
MQ EUR Martinique | มาร์ตินีก
MR MRU Mauritania | มอริเตเนีย
MS XCD Montserrat | มอนต์เซอร์รัต
MT EUR Malta | มอลตา
MU MUR Mauritius | มอริเชียส
MV MVR Maldives | มัลดีฟส์
MW MWK Malawi | มาลาวี
MX MXN Mexico | เม็กซิโก
MY MYR Malaysia | มาเลเซีย
MZ MZN Mozambique | โมซัมบิก
NA NAD Namibia | นามิเบีย
NC XPF New Caledonia | นิวแคลิโดเนีย
NE XOF Niger | ไนเจอร์
NF AUD Norfolk Island | เกาะนอร์ฟอล์ก
NG NGN Nigeria | ไนจีเรีย
NI NIO Nicaragua | นิการากัว
NL EUR Netherlands | เนเธอร์แลนด์
NO NOK Norway | นอร์เวย์
NP NPR Nepal | เนปาล
NR AUD Nauru | นาอูรู
NU NZD Niue | นีอูเอ
NZ NZD New Zealand | นิวซีแลนด์
OM OMR Oman | โอมาน
PA PAB Panama | ปานามา
PE PEN Peru | เปรู
PF XPF French Polynesia | เฟรนช์โปลินีเซีย
PG PGK Papua New Guinea | ปาปัวนิวกินี
PH PHP Philippines | ฟิลิปปินส์
PK PKR Pakistan | ปากีสถาน
PL PLN Poland | โปแลนด์
PM EUR St. Pierre & Miquelon | แซงปีแยร์และมีเกอลง
PN NZD Pitcairn Islands | หมู่เกาะพิตแคร์น
PR USD Puerto Rico | เปอร์โตริโก
PS ILS Palestinian Territories | ดินแดนปาเลสไตน์
PT EUR Portugal | โปรตุเกส
PW USD Palau | ปาเลา
PY PYG Paraguay | ปารากวัย
QA QAR Qatar | กาตาร์
RE EUR Réunion | เรอูนียง
RO RON Romania | โรมาเนีย
RS RSD Serbia | เซอร์เบีย
RU RUB Russia | รัสเซีย
RW RWF Rwanda | รวันดา
SA SAR Saudi Arabia | ซาอุดีอาระเบีย
SB SBD Solomon Islands | หมู่เกาะโซโลมอน
SC SCR Seychelles | เซเชลส์
SD SDG Sudan | ซูดาน
SE SEK Sweden | สวีเดน
SG SGD Singapore | สิงคโปร์
SH SHP St. Helena | เซนต์เฮเลนา
SI EUR Slovenia | สโลวีเนีย
SJ NOK Svalbard & Jan Mayen | สฟาลบาร์และยานไมเอน
SK EUR Slovakia | สโลวะเกีย
SL SLE Sierra Leone | เซียร์ราลีโอน
SM EUR San Marino | ซานมาริโน
SN XOF Senegal | เซเนกัล
SO SOS Somalia | โซมาเลีย
SR SRD Suriname | ซูรินาเม
SS SSP South Sudan | ซูดานใต้
ST STN São Tomé & Príncipe | เซาตูเมและปรินซิปี
SV USD El Salvador | เอลซัลวาดอร์
SX XCG Sint Maarten | ซินต์มาร์เทน
SY SYP Syria | ซีเรีย
SZ SZL Eswatini | เอสวาตีนี
TC USD Turks & Caicos Islands | หมู่เกาะเติกส์และหมู่เกาะเคคอส
TD XAF Chad | ชาด
TF EUR French Southern Territories | เฟรนช์เซาเทิร์นเทร์ริทอรีส์
TG XOF Togo | โตโก
TH THB Thailand | ไทย
TJ TJS Tajikistan | ทาจิกิสถาน
TK NZD Tokelau | โตเกเลา
TL USD Timor-Leste | ติมอร์-เลสเต
TM TMT Turkmenistan | เติร์กเมนิสถาน
TN TND Tunisia | ตูนิเซีย
TO TOP Tonga | ตองกา
TR TRY Türkiye | ตุรกี
TT TTD Trinidad & Tobago | ตรินิแดดและโตเบโก
TV AUD Tuvalu | ตูวาลู
TW TWD Taiwan | ไต้หวัน
TZ TZS Tanzania | แทนซาเนีย
UA UAH Ukraine | ยูเครน
UG UGX Uganda | ยูกันดา
UM USD U.S. Outlying Islands | หมู่เกาะรอบนอกของสหรัฐอเมริกา
US USD United States | สหรัฐอเมริกา
UY UYU Uruguay | อุรุกวัย
UZ UZS Uzbekistan | อุซเบกิสถาน
VA EUR Vatican City | นครวาติกัน
VC XCD St. Vincent & Grenadines | เซนต์วินเซนต์และเกรนาดีนส์
VE VES Venezuela | เวเนซุเอลา
VG USD British Virgin Islands | หมู่เกาะบริติชเวอร์จิน
VI USD U.S. Virgin Islands | หมู่เกาะเวอร์จินของสหรัฐอเมริกา
VN VND Vietnam | เวียดนาม
VU VUV Vanuatu | วานูอาตู
WF XPF Wallis & Futuna | วาลลิสและฟุตูนา
WS WST Samoa | ซามัว
YE YER Yemen | เยเมน
YT EUR Mayotte | มายอต
ZA ZAR South Africa | แอฟริกาใต้
ZM ZMW Zambia | แซมเบีย
ZW ZWG Zimbabwe | ซิมบับเว
"""
