"""Pages for people: the hosted Checkout, and the bank that asks who pays."""

from html import escape

from tools.stripe_local.books import Thing
from tools.stripe_local.cards import CARDS

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>
body {{ font: 1rem/1.5 system-ui; max-width: 30rem; margin: 3rem auto; padding: 0 1rem }}
label, button {{ display: block; margin: 1rem 0 }} input {{ font: inherit; width: 100% }}
button {{ font: inherit; padding: .5rem 1rem }} td:last-child {{ text-align: right; padding-left: 2rem }}
</style></head><body><main><h1>{title}</h1>{body}
<p><small>A Stripe of this machine: no money moves.</small></p></main></body></html>
"""


def page(title: str, body: str) -> str:
    """A whole page."""
    return _PAGE.format(title=escape(title), body=body)


def checkout(session: Thing, lines: list[Thing], problem: str | None = None) -> str:
    """Where a session is paid."""
    rows = "".join(
        f"<tr><td>{escape(str(line['description']))}</td><td>{line['amount_total']} {line['currency']}</td></tr>"
        for line in lines
    )
    off = session["total_details"]["amount_discount"]
    total = f"<tr><th>Total, in minor units</th><td>{session['amount_total']} {escape(session['currency'])}</td></tr>"
    less = f"<tr><td>Discount</td><td>-{off}</td></tr>" if off else ""
    alert = f'<p role="alert">{escape(problem)}</p>' if problem else ""
    cards = ", ".join(card.number for card in CARDS[:5])
    form = (
        '<form method="post"><label>Card number <input name="number" value="4242424242424242" inputmode="numeric" '
        f'autocomplete="cc-number" required></label><button>Pay</button></form><p>Test cards: {cards}, …</p>'
    )
    return page("Pay", f"<table>{rows}{less}{total}</table>{alert}{form}")


def bank(intent: Thing) -> str:
    """Where the bank asks who pays."""
    return page(
        "Your bank",
        f"<p>{intent['amount']} {escape(intent['currency'])}, in minor units.</p>"
        '<form method="post"><button name="verdict" value="complete">Complete</button>'
        '<button name="verdict" value="fail">Fail</button></form>',
    )


def closed(message: str) -> str:
    """Nothing to pay here any more."""
    return page("Closed", f"<p>{escape(message)}</p>")
