"""What a seller's message says of the case, and what it does not say."""

from __future__ import annotations

import pytest

from assistant.casework.message import PictureSource, read_message


@pytest.mark.parametrize(
    ("message", "source"),
    [
        ("i bought the pics from the factory", PictureSource.SUPPLIER),
        ("our supplier sent us the images", PictureSource.SUPPLIER),
        ("can i use the photos from the supplier?", PictureSource.SUPPLIER),
        ("my photographer took the pictures", PictureSource.MAKER),
        ("photos were taken by a freelancer from fiverr", PictureSource.MAKER),
        ("picture is from shutterstock", PictureSource.STOCK),
        ("i took the photos myself at home", PictureSource.OWN),
        ("the photo is 100% mine", PictureSource.OWN),
        ("i copied the pic from google", PictureSource.COPIED),
        ("we took it from another listing", PictureSource.COPIED),
        ("I did copy the picture", PictureSource.COPIED),
        ("our supplier sent it but honestly we copied the picture", PictureSource.COPIED),
        ("i know the picture is theirs but i want the listing back", PictureSource.COPIED),
        ("the photo is not mine", PictureSource.COPIED),
        ("the pictures aren't ours", PictureSource.COPIED),
        ("he complained and we copied the picture, true", PictureSource.COPIED),
        ("he says i copied his picture", None),
        ("they told amazon that we copied the picture", None),
        ("how can i check that the picture is really his?", None),
        ("i doubt that the picture is theirs", None),
        ("if the picture is theirs, what then?", None),
        ("the picture is not stolen", None),
        ("i never copied it", None),
        ("did i copy it?", None),
        ("if we copied the picture, what then?", None),
        ("i found our photos on another listing", None),
        ("they say the pictures are mine", None),
        ("listing is dead, help", None),
    ],
)
def test_the_origin_of_the_picture_is_read_only_when_the_seller_says_it(
    message: str, source: PictureSource | None
) -> None:
    said = read_message(message)
    assert said.source is source
    assert said.source_words in message
    assert bool(said.source_words) is (source is not None)


def test_ids_and_the_right_are_read_as_written() -> None:
    said = read_message("Trademark complaint 12345678901 on B0ABCDEFGH and B0ABCDEFGH, b0abcdefgz")
    assert said.complaint_ids == ("12345678901",)
    assert said.asins == ("B0ABCDEFGH",)
    assert said.right == "trademark"


def test_two_kinds_of_complaint_in_one_message_are_no_answer_to_which() -> None:
    assert read_message("is it a copyright complaint or a trademark complaint?").right == ""


def test_a_long_message_is_read_in_good_time() -> None:
    assert read_message("we copied " * 1_000 + "i took photos " * 500).role is not None
