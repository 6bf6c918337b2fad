"""Labels, splits, parents and masks from folders: the layouts that data sets have, one table."""

import re

import pytest

from explorer.sources.folders.class_folders import class_folder_columns

LAYOUTS = """
classes
    cat/1.png: cat
    dog/2.png: dog
a picture beside the classes
    cat/1.png: cat
    dog/2.png: dog
    preview.png: -
folders of classes that do not divide them
    cat/a/1.png: cat
    dog/b/2.png: dog
a few folders within a class
    cat/1: cat
    cat/2: cat
    cat/old/3: cat
    cat/new/4: cat
    dog/5: dog
below a folder that holds all
    all/cat/1.png: cat
    all/dog/2.png: dog
names with blanks and capitals
    Great Dane/1: Great Dane
    great dane/2: great dane
one class
    only/1.png: -
    only/2.png: -
one class and a picture
    cat/1.png: -
    2.png: -
versions within classes
    cat/original/1: cat
    cat/augmented/2: cat
    dog/original/3: dog
    dog/augmented/4: dog
versions within classes below splits
    train/cat/full/1: cat, train
    train/cat/crops/2: cat, train
    train/dog/crops/3: dog, train
    val/dog/full/4: dog, val
sizes within classes
    car/small/1: small, -, car
    car/large/2: large, -, car
    bus/small/3: small, -, bus
    bus/large/4: large, -, bus
versions that are the classes
    original/1: original
    fake/2: fake
splits of some thousands
    train_10k/cat/1: cat, train_10k
    train_10k/dog/2: dog, train_10k
    val_5K/cat/3: cat, val_5K
no folder
    1.png: -
    2.png: -
splits above
    train/cat/1: cat, train
    test/dog/2: dog, test
splits in capitals
    data/Train/cat/1: cat, Train
    data/Val/dog/2: dog, Val
splits alone
    train/1.png: -, train
    test/2.png: -, test
one split
    train/cat/1: cat, train
    train/dog/2: dog, train
a folder between
    train/x/cat/1: cat, train
    test/x/dog/2: dog, test
COCO
    train2017/cat/1: cat, train2017
    train2017/dog/2: dog, train2017
    val2017/cat/3: cat, val2017
spellings
    training_set/a/1: a, training_set
    TEST_IMAGES/b/2: b, TEST_IMAGES
    images_train/a/3: a, images_train
    dev/a/4: a, dev
    hold-out/b/5: b, hold-out
    Validation Set/a/6: a, Validation Set
    testset/b/7: b, testset
splits below
    cat/train/1: cat, train
    cat/test/2: cat, test
    dog/train/3: dog, train
folds
    fold_0/cat/1: cat, fold_0
    fold1/dog/2: dog, fold1
folds with splits
    5-fold/fold1/Train/cat/1: cat, Train
    5-fold/fold1/Test/dog/2: dog, Test
a name beside the split
    seg_train/seg_train/sea/1: sea, seg_train
    seg_train/seg_train/ice/2: ice, seg_train
    seg_test/seg_test/sea/3: sea, seg_test
    seg_pred/seg_pred/4: -, seg_pred
two sides
    trainA/1: A, train
    trainB/2: B, train
    testA/3: A, test
    testB/4: B, test
a flat test folder
    cat/1: cat
    dog/2: dog
    test/3: -, test
a flat validation
    train/n01440764/images/1: n01440764, train
    train/n01443537/images/2: n01443537, train
    val/images/3: -, val
    test/4: -, test
a valid that is a class
    valid/1: valid
    invalid/2: invalid
pictures without a label beside the classes
    cat/1: cat
    dog/2: dog
    unlabeled/3: -, unlabeled
a train is a vehicle
    bus/1: bus
    car/2: car
    train/3: train
a train with folders is none
    train/cat/1: cat, train
    train/dog/2: dog, train
    docs/3: docs
a train is a vehicle, whatever lies in its folder and in those of others
    bus/a/1: bus
    car/b/2: car
    train/c/3: train
labels that are numbered
    label_0/1: label_0
    label_1/2: label_1
subjects and sessions of BIDS
    sub-01/ses-01/1: -
    sub-02/ses-01/2: -
dates behind a word
    export_2023-10-05/cat/1: cat
    export_2023-10-06/dog/2: dog
CT
    chest_xray/train/NORMAL/1: NORMAL, train
    chest_xray/train/PNEUMONIA/2: PNEUMONIA, train
    chest_xray/chest_xray/val/NORMAL/3: NORMAL, val
kingdoms
    animal/cat/1: cat,,animal
    animal/dog/2: dog,,animal
    vehicle/car/3: car,,vehicle
domains
    amazon/images/mug/1: mug,,amazon
    amazon/images/pen/2: pen,,amazon
    dslr/images/mug/3: mug,,dslr
domains named as what sorts files
    photo/dog/1: dog,,photo
    photo/cat/2: cat,,photo
    sketch/dog/3: dog,,sketch
one kingdom
    animal/cat/1: cat
    animal/dog/2: dog
    animal/overview.png: -
dates
    2024/05/12/1: -
    2024/06/01/2: -
    2023/05/12/3: -
dates in one
    2024-05-12/1: -
    20240601/2: -
    2024-06 Rome/3: -
    12.06.2024/4: -
cameras
    DCIM/100CANON/1: -
    DCIM/101_PANA/2: -
parts
    000/001/1: -
    001/000/2: -
    001/002/3: -
parts by name
    images_001/images/1: -
    images_002/images/2: -
    HAM_images_part_1/3: -
    chunk-7/4: -
hashes
    00/1: -
    3f/2: -
    c2/3: -
stages
    raw/1: -
    processed/2: -
    img/3: -
who
    user_1/1: -
    user_2/2: -
    patient00017/study1/3: -
    1048576/4: -
who, in classes
    benign/case 1/1: benign
    benign/case 2/2: benign
    malignant/SOB_14-22549/3: malignant
digits
    0/1: 0
    1/2: 1
    9/3: 9
padded numbers below a split
    Final_Training/Images/00000/1: 00000, Final_Training
    Final_Training/Images/00001/2: 00001, Final_Training
    Final_Test/3: -, Final_Test
numbers among which is a year
    1999/1: 1999
    2100/2: 2100
numbers and a name
    0/1: 0
    1/2: 1
    unknown/3: unknown
codes
    c0/1: c0
    c1/2: c1
    c9/3: c9
codes before names
    001.Sparrow/1: 001.Sparrow
    002.Crow/2: 002.Crow
things that sort files, too
    camera/1: camera
    accordion/2: accordion
defects
    train/good/1: good, train
    test/good/2: good, test
    test/broken_large/3: broken_large, test
    ground_truth/broken_large/3_mask.png: mask
products with defects
    bottle/train/good/1: good, train, bottle
    bottle/test/bent/2: bent, test, bottle
    cable/train/good/3: good, train, cable
    bottle/ground_truth/bent/2_mask: mask
Pascal
    VOC2012/JPEGImages/1.jpg: -
    VOC2012/SegmentationClass/1.png: mask
masks beside images
    images/1.jpg: -
    masks/1.png: mask
masks of a split
    train/1: -, train
    test/2: -, test
    train_masks/1_mask: mask
masks among images
    benign/a (1).png: benign
    benign/a (1)_mask.png: mask
    benign/a (1)_mask_1.png: mask
    normal/gas_mask.png: normal
faces
    mask/1: mask,
    no_mask/2: no_mask
more faces
    with_mask/1: with_mask
    without_mask/2: without_mask
masks only
    masks/cat/1: cat
    masks/dog/2: dog
a further part
    train/1/1: 1, train
    test/2/2: 2, test
    extra/2/3: 2, extra
splits that say more, beside splits that do not
    train/cat/1: cat, train
    test_seen/dog/2: dog, test_seen
    auto_test/cat/3: cat, auto_test
    noisy-train/dog/4: dog, noisy-train
names that have a split's word, beside classes
    test tube/1: test tube
    train_station/2: train_station
    beaker/3: beaker
splits in short and in other languages
    trn/Katze/1: Katze, trn
    Validierung/Hund/2: Hund, Validierung
    测试集/Hund/3: Hund, 测试集
    Validación/Katze/4: Katze, Validación
masks of nnU-Net
    imagesTr/1: -, imagesTr
    imagesTs/2: -, imagesTs
    labelsTr/1: mask
issues of a year
    VOC2007/JPEGImages/1: -
    VOC2012/JPEGImages/2: -
models of a year
    Audi A4 2011/1: Audi A4 2011
    BMW X5 2012/2: BMW X5 2012
recordings of a class
    Archery/v_Archery_g01_c01/1: Archery
    Archery/v_Archery_g02_c01/2: Archery
    Hair/April_09_hair_u_nm/3: Hair
models of a maker
    Boeing/Boeing 737/1: Boeing 737,,Boeing
    Boeing/Boeing 747/2: Boeing 747,,Boeing
    Airbus/Airbus Neo/3: Airbus Neo,,Airbus
months
    2023/October/1: -
    2023/11 November/2: -
    2024/Mai/3: -
weeks and dates within names
    2023-W10/1: -
    S2A_20170613T101031_45/2: -
    TCGA_CS_4941_19960909/3: -
tiles of a map
    tiles/12/2103/1433.png: -
    tiles/12/2104/1433.png: -
    tiles/13/4206/2866.png: -
hashes in two levels
    000/00a/1: -
    0ff/1b2/2: -
    a00/0ff/3: -
hashes in capitals
    0A/1: -
    FF/2: -
sizes
    bench/100k/1: -
    bench/10k/2: -
    bench/480p/3: -
what systems put there
    cat/1: cat
    dog/2: dog
    cache/3: -
    @eaDir/4: -
    __MACOSX/cat/5: cat
masks by several hands
    img/1: -
    masks_human/1: mask
    masks_machine/1: mask
masks named before
    mask_a: mask
    a: -
    img_12: -
    mask_12: mask
masks beside pictures that have a word, too
    a_0_leftImg8bit.png: -
    a_0_gtFine_color.png: mask
    a_0_gtFine_labelIds.png: mask
    1_sat.jpg: -
    1_mask.png: mask
    Part0.jpg: -
    Part0_label.bmp: mask
pictures that are no masks
    7_mask.png: mask
    7.png: -
    gas_mask.png: -
    gas_station.png: -
    wine.jpg: -
    wine_label.jpg: -
annotations of splits
    train/1: -, train
    trainannot/1: mask
extra is no split by itself
    cat/1: cat
    dog/2: dog
    extra/3: extra
folds by their number in a folder that says so
    folds/1/cat/1: cat, 1
    folds/1/dog/2: dog, 1
    folds/2/cat/3: cat, 2
folds of a cross validation
    cv/0/cat/1: cat, 0
    cv/1/dog/2: dog, 1
folds by letters
    fold-a/cat/1: cat, fold-a
    fold-b/dog/2: dog, fold-b
masks of every split
    train/1: -, train
    val/2: -, val
    train_masks/1: mask
    val_masks/2: mask
masks of classes in every split
    train/cat/1: cat, train
    val/dog/2: dog, val
    train_masks/cat/1: mask
    val_masks/dog/2: mask
scenes
    scene_001/frame_0001.jpg: -
    scene_002/frame_0001.jpg: -
scenes in splits
    train/Scene01/1: -, train
    test/Scene02/2: -, test
scenes by name are classes
    scene_kitchen/1: scene_kitchen
    scene_garden/2: scene_garden
scans of scenes
    scans/scene0000_00/color/1: -
    scans/scene0001_00/color/2: -
shots, episodes, places
    shot_01/1: -
    episode_002/2: -
    location_3/3: -
    flight 4/4: -
classes in places
    site01/empty/1: empty
    site01/deer/2: deer
    site02/deer/3: deer
records by their number in a folder that says so
    sequences/00/image_2/1: -
    sequences/01/image_2/2: -
classes of records by their number
    ill/patients/1/1: ill
    well/patients/2/2: well
what a camera sees by
    desk/rgb/1: desk
    desk/depth/2: desk
    room/rgb/3: room
two kinds of light
    visible/train/1: -, train
    infrared/test/2: -, test
copies of one kind in classes
    color/scab/1: scab,,color
    color/rust/2: rust,,color
    grayscale/rust/2: rust,,grayscale
    segmented/scab/3: scab,,segmented
depths that are classes
    depth/1: depth
    width/2: width
grades that are classes
    level_1/1: level_1
    level_2/2: level_2
weather that is a class
    train/fog/1: fog, train
    train/snow/2: snow, train
    test/sunny/3: sunny, test
weather among classes
    weather/fog/1: fog,,weather
    weather/rain/2: rain,,weather
    animals/cat/3: cat,,animals
    animals/dog/4: dog,,animals
names that have a word of weather
    snow leopard/1: snow leopard
    rain frog/2: rain frog
    brain/3: brain
films of many objects
    MOT17/train/MOT17-02-FRCNN/img1/000001.jpg: -, train
    MOT17/train/MOT17-04-DPM/img1/000001.jpg: -, train
    MOT17/test/MOT17-01-SDP/img1/000001.jpg: -, test
films by their number
    train/dancetrack0001/img1/00000001.jpg: -, train
    train/dancetrack0002/img1/00000001.jpg: -, train
films of two cameras
    KITTI/training/image_02/0000/000000.png: -, training
    KITTI/training/image_02/0001/000000.png: -, training
    KITTI/testing/image_03/0000/000000.png: -, testing
one flight, two cameras
    MH_01_easy/mav0/cam0/data/1403636579763555584.png: -
    MH_02_easy/mav0/cam1/data/1403636579813555456.png: -
a drive and what each camera saw
    training/segment-10017090168044687777_6380/camera_FRONT/0.jpg: -, training
    validation/segment-10050810020241296537_5313/camera_SIDE_LEFT/0.jpg: -, validation
films without streams
    train/GOT-10k_Train_000001/00000001.jpg: -, train
    train/GOT-10k_Train_000002/00000001.jpg: -, train
films by hashes
    train/JPEGImages/003234408d/00000.jpg: -, train
    train/JPEGImages/0043f083b5/00000.jpg: -, train
classes whose files were numbered
    cat/00001.png: cat
    dog/00001.png: dog
numbered classes whose files were numbered
    class_01/00001.png: class_01
    class_02/00001.png: class_02
models of a maker whose files were numbered
    Mazda 3/00001.png: Mazda 3
    Mazda 6/00001.png: Mazda 6
digits whose files were numbered
    train/0/00001.png: 0, train
    train/1/00001.png: 1, train
classes by two cameras
    deer/cam1/00001.png: deer
    fox/cam2/00001.png: fox
"""
"""Path: label, split, parent; `-` is no label, and `mask` with nothing behind it a mask."""


def layouts():
    """Name to the lines of each layout."""
    blocks = re.findall(r"^(\S.*)\n((?:    .*\n)+)", LAYOUTS, re.MULTILINE)
    return {name: [line.strip() for line in lines.splitlines()] for name, lines in blocks}


def parsed(lines):
    """Paths and (label, split, parent, role) of each."""
    paths, told = zip(*(line.rsplit(": ", 1) for line in lines), strict=True)
    has_masks = "mask" in told
    rows = []
    for text in told:
        is_mask = text == "mask"
        values = [None if part.strip() in ("", "-") else part.strip() for part in f"{text},,".split(",")]
        label, split, parent = (None, None, None) if is_mask else values[:3]
        rows.append((label, split, parent, ("mask" if is_mask else "image") if has_masks else None))
    return list(paths), rows


@pytest.mark.parametrize("lines", layouts().values(), ids=list(layouts()))
def test_layouts(lines):
    """What a person reads off the folders."""
    paths, rows = parsed(lines)
    columns = class_folder_columns(paths)
    nothing = [None] * len(paths)
    found = zip(
        *(columns.get(column, nothing) for column in ("label", "split", "parent", "role")), strict=True
    )
    assert list(found) == rows
    assert all(any(column) for column in columns.values())


@pytest.mark.parametrize(
    ("paths", "columns"),
    [
        (
            [
                "fog/1/n01440764/1",
                "fog/2/n01440764/1",
                "jpeg_compression/1/n01443537/2",
                "jpeg_compression/1/n01440764/1",
            ],
            {
                "label": ["n01440764", "n01440764", "n01443537", "n01440764"],
                "corruption": ["fog", "fog", "jpeg_compression", "jpeg_compression"],
                "severity": ["1", "2", "1", "1"],
            },
        ),
        (
            [
                "noise/shot_noise/severity_3/cat/1",
                "noise/shot_noise/severity_3/dog/2",
                "blur/zoom/severity_5/cat/1",
            ],
            {
                "label": ["cat", "dog", "cat"],
                "corruption": ["noise/shot_noise", "noise/shot_noise", "blur/zoom"],
                "severity": ["severity_3", "severity_3", "severity_5"],
            },
        ),
        (
            ["mnist_c/fog/3/1", "mnist_c/fog/7/2", "mnist_c/dotted_line/3/1", "mnist_c/identity/0/1"],
            {"label": ["3", "7", "3", "0"], "corruption": ["fog", "fog", "dotted_line", "identity"]},
        ),
        (
            ["fog/train/1/1", "fog/test/9/2", "glass_blur/train/0/1"],
            {
                "label": ["1", "9", "0"],
                "split": ["train", "test", "train"],
                "corruption": ["fog", "fog", "glass_blur"],
            },
        ),
        (
            ["fog/1/0/1", "fog/5/9/1", "blur/5/0/1"],
            {
                "label": ["0", "9", "0"],
                "corruption": ["fog", "fog", "blur"],
                "severity": ["1", "5", "5"],
            },
        ),
        (
            ["3/fog/cat/1", "5/fog/dog/1", "5/snow/cat/1"],
            {
                "label": ["cat", "dog", "cat"],
                "corruption": ["fog", "fog", "snow"],
                "severity": ["3", "5", "5"],
            },
        ),
        (
            ["cat/fog/1", "cat/snow/1", "dog/fog/1"],
            {"label": ["cat", "cat", "dog"], "corruption": ["fog", "snow", "fog"]},
        ),
        (
            ["cat/fog/3/1", "dog/fog/3/1"],
            {"label": ["cat", "dog"], "corruption": ["fog", "fog"], "severity": ["3", "3"]},
        ),
        (
            ["0/fog/3/1", "1/fog/3/1", "1/frost/5/1"],
            {
                "label": ["0", "1", "1"],
                "corruption": ["fog", "fog", "frost"],
                "severity": ["3", "3", "5"],
            },
        ),
        (
            ["original/cat/1", "original/dog/1", "fog/3/cat/1", "fog/3/dog/1"],
            {
                "label": ["cat", "dog", "cat", "dog"],
                "corruption": ["original", "original", "fog", "fog"],
                "severity": [None, None, "3", "3"],
            },
        ),
        # Nothing else is a class.
        (["fog/1/1", "snow/5/1"], {"label": ["fog", "snow"], "severity": ["1", "5"]}),
        (
            ["left/1/cat/1", "left/2/cat/1", "right/2/cat/1", "right/2/dog/2"],
            {
                "label": ["cat", "cat", "cat", "dog"],
                "parent": ["left", "left", "right", "right"],
                "level": ["1", "2", "2", "2"],
            },
        ),
        (
            ["folds/1/train/cat/1", "folds/1/test/dog/2", "folds/2/test/cat/1"],
            {
                "label": ["cat", "dog", "cat"],
                "split": ["train", "test", "test"],
                "fold": ["1", "1", "2"],
            },
        ),
        # Numbers that are classes, or divide one: nothing comes again below several.
        (["cat/1/1", "dog/2/2"], {"label": ["cat", "dog"]}),
        (["cat/1/left/1", "dog/2/right/2"], {"label": ["cat", "dog"]}),
    ],
)
def test_levels_and_folds(paths, columns):
    """What classes come again in: how and how much pictures were spoilt, a degree, a fold beside splits."""
    assert class_folder_columns(paths) == columns


PAIRS = {
    "before and after": ["before", "after"],
    "inputs and targets": ["input", "target"],
    "translated": ["real_A", "fake_B", "rec_A"],
    "scales": ["LR", "HR"],
    "denoising": ["noisy", "clean"],
    "haze": ["hazy", "clear"],
    "two spectra": ["visible", "infrared"],
    "drawn": ["photo", "sketch"],
    "stains": ["HE", "IHC"],
}


@pytest.mark.parametrize("sides", PAIRS.values(), ids=list(PAIRS))
def test_sides_of_pairs_are_no_classes(sides):
    """What an image is of its pair is its role, below splits and with the side in its own name, too."""
    for paths in (
        [f"{side}/{i}.png" for side in sides for i in range(5)],
        [f"{split}/{side}/{i}_{side}.jpg" for split in ("train", "val") for side in sides for i in range(5)],
        [f"{side}/scene{i}/{i}.png" for side in sides for i in range(5)],
    ):
        columns = class_folder_columns(paths)
        assert columns["role"] == [next(side for side in sides if f"{side}/" in path) for path in paths]
        assert "label" not in columns or not set(columns["label"]) & set(sides)


@pytest.mark.parametrize("sides", [("A", "B"), ("left", "right"), ("Left", "Right")])
@pytest.mark.parametrize(
    ("stem", "masks", "paired"), [("town_{}", False, True), ("{}", True, True), ("{}", False, False)]
)
def test_names_that_are_often_classes_are_sides_by_more_than_numbers(sides, stem, masks, paired):
    """Any two classes of which pictures are numbered have files of the same names."""
    folders = (*sides, "masks") if masks else sides
    columns = class_folder_columns([f"{folder}/{stem.format(i)}.png" for folder in folders for i in range(5)])
    told = [side for side in sides for _ in range(5)]
    assert columns == ({"role": told + ["mask"] * 5 * masks} if paired else {"label": told})


def test_changes_between_two_images_have_masks_beside_them():
    """Images before and after, and what has changed: the mask is one, the images are told from each other."""
    paths = [f"train/{side}/{i}.png" for side in ("A", "B", "label") for i in range(3)]
    columns = class_folder_columns(paths)
    assert columns["role"] == ["A"] * 3 + ["B"] * 3 + ["mask"] * 3
    assert "label" not in columns


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["before/1", "before/2"], ["after/3", "after/4"]),  # of other images
        (["a/1", "a/2"], ["b/1", "b/2", "b/3", "b/4"]),  # numbered alike, and not as many
        (["cat/1", "cat/2"], ["dog/1", "dog/2"]),
        (["blur/1", "blur/2"], ["sharp/1", "sharp/2"]),
        (["input/1", "input/2"], ["cat/1", "cat/2"]),
    ],
)
def test_what_may_be_classes_stays_such(one, other):
    """Both the names of the folders and those of the files have to say that they are sides of pairs."""
    columns = class_folder_columns([*one, *other])
    assert columns == {"label": [path.partition("/")[0] for path in (*one, *other)]}


def test_no_image_says_nothing():
    """No paths, no columns."""
    assert class_folder_columns([]) == {}


def test_the_order_of_paths_does_not_matter():
    """Each layout read backwards says the same."""
    for lines in layouts().values():
        paths, _ = parsed(lines)
        columns = class_folder_columns(paths)
        again = class_folder_columns(paths[::-1])
        assert {name: values[::-1] for name, values in again.items()} == columns


def test_names_that_repeat_a_word_take_no_time():
    """Words are read once each, however often one name has them."""
    assert class_folder_columns([f"{'dataset' * 30}q/1.png", f"{'imageset' * 30}/2.png"]) == {}
