"""Who is at the desk: in one process, and as several processes of one room tell each other."""

from datetime import timedelta

from newsroom import NOON
from wireroom.model import Editor
from wireroom.web.presence import SILENCE, Presence

ANNA, BERT = Editor(name="Anna", desk="foreign desk"), Editor(name="Bert")


class Node:
    """One process: its presence, and what it has said and nobody was told yet."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.said: list[str] = []
        self.presence = Presence(self)

    def say(self, words: str) -> None:
        self.said.append(words)


def carry(*nodes: Node, at: timedelta = timedelta()) -> int:
    """Carry what is said to all others until nobody says more; gives how much that was."""
    n = 0
    while speaking := [node for node in nodes if node.said]:
        for node in speaking:
            words, node.said = node.said, []
            for each in words:
                n += 1
                for other in nodes:
                    if other is not node:
                        other.presence.hear(node.name, each, NOON + at)
    return n


def here(node: Node, at: timedelta = timedelta()) -> list[tuple[str, str | None]]:
    return [(one.name, one.item) for one in node.presence.who(NOON + at)]


def test_alone_nobody_needs_to_be_told() -> None:
    presence = Presence()
    presence.come(ANNA, "lead3", "cbridge", NOON)
    (one,) = presence.who(NOON)
    assert (one.name, one.desk, one.item, one.chain) == ("Anna", "foreign desk", "lead3", "cbridge")
    presence.leave(ANNA)
    assert presence.who(NOON) == []


def test_who_comes_turns_and_goes_is_known_to_all() -> None:
    one, two = Node("one"), Node("two")
    one.presence.come(ANNA, None, None, NOON)
    two.presence.come(BERT, "lead3", "cbridge", NOON)
    carry(one, two)
    assert here(one) == here(two) == [("Anna", None), ("Bert", "lead3")]
    one.presence.come(ANNA, "coast1", None, NOON)
    carry(one, two)
    assert here(two) == [("Anna", "coast1"), ("Bert", "lead3")]
    two.presence.leave(BERT)
    carry(one, two)
    assert here(one) == here(two) == [("Anna", "coast1")]


def test_a_new_process_is_told_who_was_here_before_and_then_nobody_repeats_himself() -> None:
    one, two, new = Node("one"), Node("two"), Node("new")
    one.presence.come(ANNA, None, None, NOON)
    two.presence.come(BERT, None, None, NOON)
    carry(one, two)
    new.presence.come(Editor(name="Carl"), None, None, NOON)
    carry(one, two, new)
    assert here(new) == here(one) == here(two) == [("Anna", None), ("Bert", None), ("Carl", None)]
    one.presence.come(ANNA, None, None, NOON)
    assert carry(one, two, new) == 1


def test_who_moves_to_another_node_is_one_editor() -> None:
    one, two, new = Node("one"), Node("two"), Node("new")
    one.presence.come(ANNA, None, None, NOON)
    carry(one, two)
    two.presence.come(ANNA, "lead3", None, NOON)
    carry(one, two)
    assert here(one) == here(two) == [("Anna", "lead3")]
    # only the node that heard from her last tells a new one of her
    new.presence.come(BERT, None, None, NOON)
    carry(one, two, new)
    assert here(new) == [("Anna", "lead3"), ("Bert", None)]


def test_who_was_at_a_node_that_died_is_forgotten_after_a_silence() -> None:
    one, two = Node("one"), Node("two")
    one.presence.come(ANNA, None, None, NOON)
    carry(one, two)
    late = SILENCE + timedelta(seconds=1)
    assert here(two, SILENCE) == [("Anna", None)]
    assert here(two, late) == []
    # and is not told to a node that comes after
    new = Node("new")
    new.presence.come(BERT, None, None, NOON + late)
    carry(one, two, new, at=late)
    assert here(new, late) == [("Bert", None)]


def test_what_a_newer_version_says_is_passed_over() -> None:
    one = Node("one")
    for words in ("", "{}", "[1]", '{"here": {"name": 1}}', '{"arrived": "x"', "\ufffd"):
        one.presence.hear("two", words, NOON)
    assert here(one) == []
    one.presence.hear("two", '{"here": {"name": "Bert", "mood": "good"}, "more": 1}', NOON)
    assert here(one) == [("Bert", None)]
