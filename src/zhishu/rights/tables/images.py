"""Pictures of marks and designs, as what is kept to find them by."""

from __future__ import annotations

from zhishu.warehouse.table import Column, Table

# One row a picture, told by `zhishu images index`; what the texts hold: rights.images.view.
IMAGE_FEATURES = Table(
    name="image_features",
    title="图样特征",
    key=("image_id",),
    columns=(
        Column("image_id", "text", "图样标识"),  # right, number and file name
        Column("right", "text", "权利"),  # trademark | design
        Column("number", "text", "注册号或申请号"),
        Column("file_name", "text", "图样文件名"),
        Column("sha256", "text", "文件摘要"),
        Column("width", "integer", "宽（像素）"),
        Column("height", "integer", "高（像素）"),
        Column("method", "text", "特征的算法"),
        Column("hash", "text", "感知哈希"),
        Column("spectrum", "text", "极坐标谱"),
        Column("features", "text", "局部特征"),
        Column("thumbnail", "text", "缩略图（PNG）"),
    ),
)

TABLES = (IMAGE_FEATURES,)
