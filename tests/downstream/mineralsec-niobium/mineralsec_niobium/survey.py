"""A source: two mines, a furnace, and a stage that mineralsec has never heard of."""

import mineralsec as ms

SURVEY = ms.Citation(title="A survey of niobium", publisher="Nobody in particular")

#: Only a value: any name is a stage.
FERRO = ms.Stage("ferroniobium")


class Survey:
    """Found by ``ms.load("niobium-survey")``."""

    def records(self):
        cited = {"year": 2024, "source": SURVEY}
        return [
            ms.Mineral("niobium", stages=("mining", FERRO), source=SURVEY),
            *(
                ms.Producer(
                    id=f"mine {place}",
                    mineral="niobium",
                    place=place,
                    output=f"{kt} kilotonne/year",
                    **cited,
                )
                for place, kt in {"BRA": 80, "CAN": 10}.items()
            ),
            ms.Refiner(
                id="furnace",
                mineral="niobium",
                place="BRA",
                takes="mining",
                makes=FERRO,
                output="80 kilotonne/year",
                **cited,
            ),
            ms.Flow(
                mineral="niobium",
                stage=FERRO,
                origin="BRA",
                destination="DEU",
                quantity="60 kilotonne/year",
                **cited,
            ),
            *(
                ms.Consumer(
                    id=f"steel {place}",
                    mineral="niobium",
                    place=place,
                    stage=stage,
                    demand=f"{kt} kilotonne/year",
                    **cited,
                )
                for place, stage, kt in [
                    ("DEU", FERRO, 60),
                    ("BRA", FERRO, 20),
                    ("CAN", "mining", 10),
                ]
            ),
        ]
