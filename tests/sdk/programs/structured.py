"""Answers as instances of a pydantic model."""

from datetime import date, datetime
from enum import Enum
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

import imagine_nb as xai_sdk
from imagine_nb.chat import image, user


class Kind(Enum):
    FOOD = "food"
    OTHER = "other"


class Item(BaseModel):
    name: str = Field(min_length=1, max_length=40)
    kind: Kind
    quantity: int = Field(ge=1, le=99)
    code: str = Field(pattern=r"^[A-Z]{2}-\d{3}$")


class Receipt(BaseModel):
    id: UUID
    day: date
    printed: datetime
    currency: Literal["EUR", "USD"]
    items: list[Item] = Field(min_length=1)
    note: str | None


client = xai_sdk.Client()
chat = client.chat.create(model="grok-4.20")
chat.append(user("What does this receipt say?", image("https://example.com/receipt.jpg", detail="high")))
response, receipt = chat.parse(Receipt)
assert isinstance(receipt, Receipt)
assert Receipt.model_validate_json(response.content) == receipt

other = client.chat.create(model="grok-4.20", response_format=Receipt, messages=[user("Make one up")])
print(Receipt.model_validate_json(other.sample().content))
