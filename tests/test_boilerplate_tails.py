"""What stands below an article, and what of it is the article's all the same."""

import pytest

from cleantext import Document, DropBoilerplate

DROP = DropBoilerplate()
ARTICLE = [
    "那年冬天，河面结了很厚的冰，孩子们放学以后都到河上去玩，一直玩到天黑，大人喊了又喊才肯回家。",
    "等到春天来了，冰化了，他们又回到岸上，谁也没有再提起那件事，只有河水还记得。",
]
ENGLISH = [
    "The river froze that winter, and the children of the village skated on it every afternoon until it was dark.",
    "When spring came the ice broke in a single night, and nobody who heard the sound of it ever forgot it again.",
    "The old men said that it had been the same in the year of the flood, only that there had been more snow.",
]


def left(*lines):
    return [line for line in DROP(Document("\n".join(lines))).text.split("\n") if line]


@pytest.mark.parametrize("card", [["Ingredients", "Instructions"], ["What you need", "Method:"]])
def test_the_card_of_a_recipe_stays(card):
    """Recipe blogs ask for the reader's address, and name other recipes, above the card."""
    box = ["Related recipes", "Soup of the fishermen", "Enter your email address to subscribe to this blog."]
    recipe = ["River soup", card[0], "• 1 1/2 cups water", "• 2 carrots", card[1], "• Boil it all.", "• Wait one hour."]
    end = ["Related recipes", "Pie of the fishermen", "Privacy Policy", "Copyright © 2019 River Kitchen"]

    found = left(*ENGLISH * 3, *box, *recipe, *end)

    assert [x for x in found if x in recipe] == recipe
    assert not set(end) & set(found)


def test_an_article_goes_on_below_a_box_of_links():
    """The box ends nothing if paragraphs follow on each other below it, or if its heading comes again."""
    box = ["DON'T MISS", "Ice on the river again", "Skating banned in the north", "A photograph of the river"]
    end = ["Most popular", "Ice on the lake", "Copyright © 2019 River News"]

    assert [x for x in left(*ENGLISH * 3, *box, *ENGLISH, *end) if x in ENGLISH] == [*ENGLISH * 4]
    assert left(*ENGLISH * 5, "Comments", ENGLISH[0], "Comments", *end[1:]) == [*ENGLISH * 5, ENGLISH[0]]
