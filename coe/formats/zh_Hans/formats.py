"""Chinese dates with a space between figures and signs, as everywhere in the product."""

DATE_FORMAT = "Y 年 n 月 j 日"
DATETIME_FORMAT = "Y 年 n 月 j 日 H:i"
YEAR_MONTH_FORMAT = "Y 年 n 月"
MONTH_DAY_FORMAT = "n 月 j 日"
SHORT_DATE_FORMAT = "Y 年 n 月 j 日"
SHORT_DATETIME_FORMAT = "Y 年 n 月 j 日 H:i"
