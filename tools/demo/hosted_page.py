"""A buyer's browser at the page that the local Stripe shows: the card's number, filled in and sent."""

import http.client
from urllib.parse import urlencode, urlsplit

GOOD_CARD, DECLINED_CARD = "4242424242424242", "4000000000000002"


def pay_on_page(url: str, number: str) -> tuple[int, str]:
    """Status of the answer, and where it leads."""
    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.netloc, timeout=30)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", place.path, urlencode({"number": number}), headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, answer.headers.get("Location", "")
