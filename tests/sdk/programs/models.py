"""What the key may use, and what is known of it."""

import imagine_nb as xai_sdk

client = xai_sdk.Client(api_key=None, metadata=(("x-team", "art"),))
key = client.auth.get_api_key_info()
assert key.redacted_api_key
assert not key.disabled
for model in client.models.list_language_models():
    assert model.name
    print(
        model.name,
        model.aliases,
        model.version,
        model.input_modalities,
        model.prompt_text_token_price,
        model.created,
    )
for model in client.models.list_image_generation_models():
    print(model.name, model.image_price, model.max_prompt_length, model.system_fingerprint)
assert client.models.get_language_model("grok-4.3").name == "grok-4.3"
assert client.models.get_image_generation_model("grok-imagine-image").name == "grok-imagine-image"
