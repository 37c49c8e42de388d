"""First passphrases: four plain Vietnamese words, easy to read from paper and to type on any keyboard.

The words are written without marks, because a marked letter can be typed in more than one way. There
are more than four thousand million passphrases of four of them; argon2id makes each guess slow.
"""

from ledger import ids

LENGTH = 4

WORDS = tuple(
    """
    anh bac ban banh bao bap bat bay ben bep beo bien binh bong bot bung cam canh cao cat cau cay
    cha chai chan chanh chao chau che chen chieu cho choi chua chum chuoi chuong chuot com con cong cua
    dan dao dat dau dem den dep dia diem dien dinh doi dom don dong dua duong
    gach gao gau ghe ghim giay gieng gieo gio gioi giong goi gui guong hac hai han hang hanh hat hau hoa
    hoang hoc hoi hong huong huu kem keo khay khe kheo khen khoai khoi khoe khung kien kim kinh
    lac lai lam lan lang lanh lat leo linh loa long lop lua luc luoc luoi luong lut mai man mang mat
    mau may men mia mien minh mit moc moi mua muoi muong nam nang nau nem nen nep ngan ngay nghe nghien
    ngoc ngoi ngon nha nhac nhan nhanh nhin nho nhung nien noi non nong nui nuoc nuoi phao phim pho
    phong phuong quan quang quat que quen quyt rang rau reo rieng rong rua ruong sac sach sam san sang
    sao sau sen sinh soan soi song sua suoi tai tam tan tang tao tap tay tem tham than thang thanh thao
    thep thien tho thoi thom thong thu thung thuyen tia tien tieng tim toc tong tra trai tram trang tranh
    tre trong truc trung tuan tuoi tuyet van vang vay viet vinh vit voi vui vung vuon vuong
    bia luon ngo thoc xanh xem xep xin xoai xoi xong xuan yen
    """.split()  # noqa: SIM905 - words read better without two hundred pairs of quotation marks
)
"""Words of three letters or more, none twice; as many as eight coins can tell apart, and some."""


def new_passphrase() -> str:
    """A fresh passphrase, its words parted by spaces."""
    return " ".join(ids.draw(WORDS, LENGTH))


def is_drawn(passphrase: str) -> bool:
    """Whether a passphrase is one that `new_passphrase` could draw."""
    words = passphrase.split(" ")
    return len(words) == LENGTH and set(words) <= set(WORDS)
