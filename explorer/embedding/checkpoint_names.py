"""Names of a CLIP of the transformers library, as open_clip has them."""

import re

_PARTS = (
    (r"^vision_model\.embeddings\.class_embedding$", "visual.class_embedding"),
    (r"^vision_model\.embeddings\.patch_embedding\.", "visual.conv1."),
    (r"^vision_model\.embeddings\.position_embedding\.weight$", "visual.positional_embedding"),
    (r"^vision_model\.pre_layrnorm\.", "visual.ln_pre."),
    (r"^vision_model\.post_layernorm\.", "visual.ln_post."),
    (r"^vision_model\.encoder\.layers\.", "visual.transformer.resblocks."),
    (r"^text_model\.embeddings\.token_embedding\.", "token_embedding."),
    (r"^text_model\.embeddings\.position_embedding\.weight$", "positional_embedding"),
    (r"^text_model\.encoder\.layers\.", "transformer.resblocks."),
    (r"^text_model\.final_layer_norm\.", "ln_final."),
    (r"\.layer_norm([12])\.", r".ln_\1."),
    (r"\.mlp\.fc1\.", ".mlp.c_fc."),
    (r"\.mlp\.fc2\.", ".mlp.c_proj."),
    (r"\.self_attn\.out_proj\.", ".attn.out_proj."),
    (r"\.self_attn\.q_proj\.(weight|bias)$", r".attn.in_proj_\1"),
)
_TURNED = {"visual_projection.weight": "visual.proj", "text_projection.weight": "text_projection"}
_MARK = "vision_model.embeddings.patch_embedding.weight"


def from_transformers(tensors: dict) -> dict:
    """Return the tensors of a transformers CLIP by open_clip's names; those of anything else as they are."""
    import torch

    marks = [name for name in tensors if name.endswith(_MARK)]
    if not marks:
        return tensors
    prefix = marks[0].removesuffix(_MARK)
    renamed = {}
    for name, tensor in tensors.items():
        plain = name.removeprefix(prefix)
        if plain in _TURNED:
            renamed[_TURNED[plain]] = tensor.T
        elif ".q_proj." in plain:
            parts = [tensors.get(name.replace(".q_proj.", f".{part}_proj."), tensor) for part in "qkv"]
            renamed[_renamed(plain)] = torch.cat(parts)
        elif not re.search(r"\.[kv]_proj\.|position_ids$", plain):
            renamed[_renamed(plain)] = tensor
    return renamed


def _renamed(name: str) -> str:
    for pattern, replacement in _PARTS:
        name = re.sub(pattern, replacement, name)
    return name
