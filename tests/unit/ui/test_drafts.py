"""What waits to be written is never hidden, whatever order answers come in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scanstation.model import Box
from scanstation.ui.drafts import Drafts

KEY = ("document", "sender")
ANSWERS = st.lists(st.tuples(st.integers(1, 5), st.booleans()), max_size=12)


@given(st.integers(1, 5), ANSWERS)
def test_the_newest_value_waits_until_it_itself_is_written(
    typed: int, answers: list[tuple[int, bool]]
) -> None:
    drafts = Drafts()
    serials = [drafts.put(KEY, str(number)).serial for number in range(typed)]
    written = False
    for which, well in answers:
        (drafts.written if well else drafts.failed)(KEY, which)
        written = written or (well and which == serials[-1])
    found = drafts.get(KEY)
    if written:
        assert found is None
    else:
        assert found is not None
        assert found.value == str(typed - 1)
        assert found.failed == any(which == serials[-1] for which, well in answers if not well)


def test_what_was_refused_is_listed_until_it_is_typed_anew_or_let_go() -> None:
    drafts = Drafts()
    drafts.failed(KEY, drafts.put(KEY, "a").serial)
    assert drafts.refused() == (KEY,)
    drafts.put(KEY, "b")
    assert drafts.refused() == ()
    drafts.forget(KEY)
    assert len(drafts) == 0
    drafts.put(KEY, "c")
    drafts.clear()
    assert drafts.get(KEY) is None


def test_what_is_tried_again_still_comes_from_where_it_came_from() -> None:
    drafts, place = Drafts(), ("page", Box(10, 10, 200, 40))
    drafts.failed(KEY, drafts.put(KEY, "a", place).serial)
    assert drafts.put(KEY, "a").origin == place
    drafts.failed(KEY, drafts.put(KEY, "b").serial)
    assert drafts.put(KEY, "b").origin is None
    assert drafts.put(KEY, "c").origin is None
