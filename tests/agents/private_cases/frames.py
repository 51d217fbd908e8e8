"""The sentences that generated details stand in: {} is the detail; in `forms` # is any digit."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

Frames = Mapping[tuple[str, str], tuple[str, ...]]

FRAMES: Final[Frames] = MappingProxyType(
    {
        ("en", "card"): ("please take it off {}, thanks", "my card number is {}", "Visa or not, {} was billed", "I gave the clerk {} and left"),
        ("zh", "card"): ("卡号{}，麻烦看下", "我的银行卡是{}。", "用{}付的款", "信用卡：{}"),
        ("en", "national_id"): ("ID {} was refused", "my Chinese resident id is {}, why?", "name Wang, {}, born there"),
        ("zh", "national_id"): ("身份证{}验证失败", "我的身份证号码是{}，请核对", "证件号：{}"),
        ("en", "iban"): ("send it to {} please", "my IBAN is {}.", "IBAN: {}, same name"),
        ("zh", "iban"): ("请退到{}，谢谢", "我的IBAN是{}", "收款账户：{}"),
        ("en", "phone"): ("call me on {} please", "my mobile is {}, any time", "phone: {}", "you can reach me at {}."),
        ("zh", "phone"): ("请打我电话{}，谢谢", "手机号是{}", "联系电话：{}", "有事打{}找我"),
        ("en", "email"): ("write to {} please", "my e-mail is {}, not the old one", "({})", "E-mail: {}"),
        ("zh", "email"): ("邮箱{}收不到", "发到{}，谢谢", "我的邮箱是{}", "联系：{}。"),
        ("en", "ip"): ("login from {} was not me", "my address is {} here", "blocked: {}", "I cannot reach {} at all"),
        ("zh", "ip"): ("登录地址{}不是我", "我的IP是{}", "从{}登录的"),
        ("en", "secret"): ("my PIN is {}", "the verification code is {}", "OTP: {}", "I entered the security code {} twice", "passcode {}"),
        ("zh", "secret"): ("验证码是{}", "我的密码是{}", "支付密码{}不对", "短信验证码：{}，请查收", "动态码{}"),
    }
)  # fmt: skip
PLAIN: Final[Frames] = MappingProxyType(
    {
        ("en", "card"): ("it read {} there", "the form refused {} as invalid", "reference {} is yours"),
        ("zh", "card"): ("显示{}无效", "流水{}没有", "填的是{}"),
        ("en", "national_id"): ("record {} is unknown", "it printed {} on top"),
        ("zh", "national_id"): ("写着{}无效", "编号{}查无此人"),
        ("en", "iban"): ("it refused {} as invalid", "{} has a typo"),
        ("zh", "iban"): ("{}填错了", "系统说{}无效"),
        ("en", "forms"): (
            "order ##########", "order no. ###-#######-#######", "tracking number ############", "invoice #########", "case 0#########",
            "I paid ###,###.## for it", "$#,###,###.00 in all", "it weighs #.### kg", "on 20##-0#-1# at 1#:4#", "1#/0#/20## and 2#/1#/20##",
            "version #.#.#.#", "build 10.0.#####.####", "model XR-####", "the model ZX#### broke", "ISBN 978-#-##-######-#",
            "about #.#% of ####", "# ## ### #### are the sizes", "since 19## or 20##", "error code ######", "status code 4##",
        ),
        ("zh", "forms"): (
            "订单号##########", "订单##################没到", "快递单号############", "发票号########", "工单0#########",
            "付了###,###.##元", "一共#######元", "退款####.##元没到", "20##年1#月1#日", "20##-0#-1# 1#:2#:3#",
            "版本#.#.#.#", "系统版本10.0.####", "型号XR-####", "货号ZX####坏了", "书号978-#-##-######-#",
            "涨了#.#%", "尺寸是### ### ###", "等了##分钟##秒", "错误代码######", "邮编######",
        ),
    }
)  # fmt: skip
