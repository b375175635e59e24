"""What moderation keeps back raises ValueError where somebody asks for the picture."""

import imagine_nb as xai_sdk

client = xai_sdk.Client()
try:
    response = client.image.sample("explicit nude scene", model="grok-imagine-image")
    assert not response.respect_moderation
    print(response.url)
except ValueError as error:
    print(error)
else:
    raise AssertionError("It came")
