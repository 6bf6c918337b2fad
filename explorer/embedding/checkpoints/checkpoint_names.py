"""Names of a CLIP or a SigLIP of the transformers library, as open_clip has them."""

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
    (r"^text_model\.head\.", "text_projection."),
    (r"\.layer_norm([12])\.", r".ln_\1."),
    (r"\.mlp\.fc1\.", ".mlp.c_fc."),
    (r"\.mlp\.fc2\.", ".mlp.c_proj."),
    (r"\.self_attn\.out_proj\.", ".attn.out_proj."),
    (r"\.self_attn\.q_proj\.(weight|bias)$", r".attn.in_proj_\1"),
)
_PARTS_OF_SIGLIP = (
    (r"^vision_model\.embeddings\.patch_embedding\.", "patch_embed.proj."),
    (r"^vision_model\.embeddings\.position_embedding\.weight$", "pos_embed"),
    (r"^vision_model\.post_layernorm\.", "norm."),
    (r"^vision_model\.encoder\.layers\.", "blocks."),
    (r"^vision_model\.head\.probe$", "attn_pool.latent"),
    (r"^vision_model\.head\.attention\.out_proj\.", "attn_pool.proj."),
    (r"^vision_model\.head\.layernorm\.", "attn_pool.norm."),
    (r"^vision_model\.head\.mlp\.", "attn_pool.mlp."),
    (r"\.layer_norm([12])\.", r".norm\1."),
    (r"\.self_attn\.out_proj\.", ".attn.proj."),
    (r"\.self_attn\.q_proj\.", ".attn.qkv."),
    (r"^", "visual.trunk."),
)
"""The tower for images is timm's there."""
_POOL_OF_SIGLIP = re.compile(r"vision_model\.head\.attention\.in_proj_(weight|bias)")
_TURNED = {"visual_projection.weight": "visual.proj", "text_projection.weight": "text_projection"}
_MARK = "vision_model.embeddings.patch_embedding.weight"


def from_transformers(tensors: dict) -> dict:
    """Return tensors of transformers' CLIP or SigLIP by open_clip's names; those of others as they are."""
    import torch

    marks = [name for name in tensors if name.endswith(_MARK)]
    if not marks:
        return tensors
    prefix = marks[0].removesuffix(_MARK)
    is_siglip = f"{prefix}vision_model.head.probe" in tensors
    renamed = {}
    for name, tensor in tensors.items():
        plain = name.removeprefix(prefix)
        if plain in _TURNED:
            renamed[_TURNED[plain]] = tensor.T
        elif ".q_proj." in plain:
            parts = [tensors.get(name.replace(".q_proj.", f".{part}_proj."), tensor) for part in "qkv"]
            renamed[_renamed(plain, is_siglip)] = torch.cat(parts)
        elif pool := _POOL_OF_SIGLIP.fullmatch(plain):
            width = len(tensor) // 3
            renamed[f"visual.trunk.attn_pool.q.{pool[1]}"] = tensor[:width]
            renamed[f"visual.trunk.attn_pool.kv.{pool[1]}"] = tensor[width:]
        elif not re.search(r"\.[kv]_proj\.|position_ids$", plain):
            name = _renamed(plain, is_siglip)
            renamed[name] = tensor[None] if name == "visual.trunk.pos_embed" else tensor
    return renamed


def _renamed(name: str, is_siglip: bool) -> str:
    parts = _PARTS_OF_SIGLIP if is_siglip and name.startswith("vision_model.") else _PARTS
    for pattern, replacement in parts:
        name = re.sub(pattern, replacement, name)
    return name
