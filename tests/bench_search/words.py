"""Word lists of office texts: what letters, plans and reports of agencies are put together from."""

from typing import Final

KINDS: Final = (
    ("Công văn", "CV", 34),
    ("Báo cáo", "BC", 18),
    ("Thông báo", "TB", 14),
    ("Quyết định", "QĐ", 12),
    ("Kế hoạch", "KH", 9),
    ("Tờ trình", "TTr", 5),
    ("Hướng dẫn", "HD", 4),
    ("Nghị quyết", "NQ", 2),
    ("Chương trình", "CTr", 1),
    ("Kết luận", "KL", 1),
)
PROVINCIAL: Final = (
    ("Văn phòng Tỉnh ủy", "VPTU"),
    ("Ban Tổ chức Tỉnh ủy", "BTCTU"),
    ("Ban Tuyên giáo Tỉnh ủy", "BTGTU"),
    ("Ban Dân vận Tỉnh ủy", "BDVTU"),
    ("Ủy ban Kiểm tra Tỉnh ủy", "UBKTTU"),
    ("Trường Chính trị tỉnh", "TCT"),
)
DISTRICTS: Final = (
    *("Cao Phong", "Đà Bắc", "Kim Bôi", "Kỳ Sơn", "Lạc Sơn", "Lạc Thủy"),
    *("Lương Sơn", "Mai Châu", "Tân Lạc", "Yên Thủy"),
)
SUBJECTS: Final = (
    *("công tác tập huấn nghiệp vụ văn phòng", "việc ứng dụng công nghệ thông tin"),
    *("công tác văn thư, lưu trữ", "việc quản lý cơ sở dữ liệu đảng viên"),
    *("công tác kiểm tra, giám sát", "việc học tập chuyên đề", "công tác phát triển đảng viên"),
    *("phòng chống lụt bão và tìm kiếm cứu nạn", "xây dựng nông thôn mới", "kiên cố hóa kênh mương"),
    *("vệ sinh an toàn thực phẩm", "công tác dân vận khéo", "cải cách thủ tục hành chính"),
    *("bảo vệ đê điều mùa mưa lũ", "chăm sóc sức khỏe sinh sản", "công tác khuyến nông, khuyến ngư"),
    *("trồng rừng sản xuất và phòng cháy", "giải phóng mặt bằng quốc lộ 6", "giữ gìn an ninh trật tự"),
    *("kết nối mạng diện rộng của Đảng", "quản lý tài chính, tài sản", "công tác bình đẳng giới"),
    *("bồi dưỡng lý luận chính trị", "chuyển đổi cơ cấu cây trồng", "phòng dịch gia súc, gia cầm"),
    *("phổ cập giáo dục mầm non", "công tác thi đua, khen thưởng", "tiếp công dân và giải quyết đơn thư"),
    *("hòa giải ở cơ sở", "quản lý đất đai, khoáng sản", "đào tạo nghề cho lao động nông thôn"),
    *("chế độ báo cáo thống kê", "đại hội các đoàn thể", "rà soát quy hoạch cán bộ"),
    *("phục dựng lễ hội cồng chiêng", "cấp nước sinh hoạt hợp vệ sinh", "bảo tồn chữ viết của đồng bào Mường"),
)
ACTORS: Final = (
    *("Ban Thường vụ", "Ban Chấp hành", "các chi bộ trực thuộc", "cấp ủy các cấp", "cán bộ chuyên trách"),
    *("ủy ban nhân dân các xã, thị trấn", "các phòng, ban, ngành", "Mặt trận Tổ quốc và các đoàn thể"),
    *("trung tâm bồi dưỡng", "đội ngũ giảng viên kiêm chức", "các đồng chí bí thư chi bộ", "tổ công tác liên ngành"),
    *("văn phòng cấp ủy", "các hợp tác xã", "nhân dân các xóm, bản", "hội viên hội nông dân"),
)
ACTS: Final = (
    *("đã tổ chức triển khai", "tiếp tục đẩy mạnh", "thường xuyên kiểm tra", "nghiêm túc quán triệt"),
    *("chủ động phối hợp thực hiện", "tăng cường lãnh đạo", "kịp thời tháo gỡ khó khăn trong"),
    *("xây dựng kế hoạch chi tiết cho", "sơ kết, đánh giá kết quả", "chỉ đạo làm điểm", "rút kinh nghiệm về"),
    *("bố trí đủ kinh phí cho", "phân công người phụ trách", "đôn đốc, nhắc nhở tiến độ"),
    *("tuyên truyền sâu rộng về", "hoàn thành đúng thời hạn", "nhân rộng các mô hình hay trong"),
)
ENDS: Final = (
    *("theo đúng tinh thần chỉ đạo của cấp trên", "bảo đảm tiết kiệm, hiệu quả", "trước ngày quy định"),
    *("trên địa bàn toàn huyện", "phù hợp với tình hình thực tế", "góp phần hoàn thành nhiệm vụ chính trị"),
    *("và báo cáo kết quả về văn phòng", "trong quý tới", "đến từng hộ gia đình", "với tinh thần trách nhiệm cao"),
    *("tuy còn một số hạn chế cần khắc phục", "được quần chúng đồng tình ủng hộ", "không để xảy ra sai sót"),
    *("bằng nhiều hình thức phong phú", "nhất là ở vùng sâu, vùng xa", "vượt chỉ tiêu đề ra"),
)
FRAMES: Final = (
    "{actor} {act} {subject} {end}.",
    "Về {subject}, {actor} {act} {other} {end}.",
    "Đề nghị {actor} {act} {subject} {end}.",
    "Trong năm {year}, {actor} đã mở {count} lớp với {people} lượt người dự; {act} {subject} {end}.",
    "Căn cứ tình hình thực tế tại xã {commune}, {actor} {act} {subject} {end}.",
    "Tỷ lệ hoàn thành đạt {percent}%, tăng {count} điểm so với năm {year}; {actor} {act} {subject}.",
    "Qua kiểm tra {count} đơn vị, {act} {subject}, {actor} được giao {act} {other} {end}.",
    "Kinh phí {people} triệu đồng được cấp cho {actor} để {act} {subject} {end}.",
)
# Villages are many and each is named rarely: what a rare word is made of.
FIRST: Final = (
    *("Đồng", "Bãi", "Chiềng", "Mường", "Nà", "Pà", "Suối", "Hang", "Thung", "Vó", "Bưng", "Quèn"),
    *("Khoang", "Nước", "Rộc", "Trại", "Giang", "Phú", "Yên", "Tân", "Hợp", "Liên", "Bắc", "Thượng"),
)
SECOND: Final = (
    *("Bợi", "Lốc", "Khến", "Ngoã", "Thuỷ", "Khoẻ", "Vượng", "Đăm", "Nhuội", "Sống", "Chỉ", "Trẳm"),
    *("Hoà", "Xuý", "Dè", "Kẽm", "Ráy", "Bách", "Mảng", "Lở", "Mố", "Cú", "Dợn", "Xèo", "Hạt", "Ngõa"),
    *("Đúc", "Bậy", "Sạn", "Tớn", "Lẹ", "Trám", "Khụ", "Vẽn", "Ong", "Bương", "Riệc", "Sải", "Đóng"),
)
