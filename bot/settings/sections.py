"""Every key with its type, its default, its sentence and an example: one frozen class a section of config.toml."""

import re
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

_TOKEN = re.compile(r"(?:[A-Za-z0-9]{3,32})?")


class AccountKind(StrEnum):
    """What the platform lets the account do (wechat.md A4); 认证 is what opens customer-service messages."""

    SUBSCRIPTION = "subscription"
    SUBSCRIPTION_VERIFIED = "subscription_verified"
    SERVICE = "service"
    SERVICE_VERIFIED = "service_verified"
    TEST = "test"

    @property
    def can_send(self) -> bool:
        """Whether the account has customer-service messages."""
        return self in (AccountKind.SUBSCRIPTION_VERIFIED, AccountKind.SERVICE_VERIFIED, AccountKind.TEST)


def _decodes(key: str) -> bool:
    """Whether this is an EncodingAESKey: 43 characters that are 32 bytes."""
    return len(key) == 43 and key.isalnum() and key.isascii()  # noqa: PLR2004 - the platform's length


def _day(value: str) -> str:
    try:
        date.fromisoformat(f"2024-{value}")
    except ValueError:
        raise ValueError("要写成 月-日，如 01-31") from None
    return value


class Section(BaseModel):
    """What all sections share: nothing unknown is taken, nothing changes, defaults are checked too."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)


class Server(Section):
    """Where the bot listens."""

    host: str = Field(
        "127.0.0.1", description="监听的地址；前面有反向代理时保持 127.0.0.1", examples=["127.0.0.1"]
    )
    port: int = Field(8080, ge=1, le=65535, description="监听的端口", examples=[8080])
    public_url: str = Field(
        "",
        pattern=r"^(https?://[^\s/?#]+)?$",
        description="手机访问本站的网址（不带末尾斜杠），上传和结果链接用它开头；留空则用监听地址",
        examples=["https://nianbao.example.gov.cn"],
    )
    drain_seconds: float = Field(
        4.0, gt=0, le=60, description="停止服务时等待未完成回复的秒数", examples=[4.0]
    )

    @property
    def everywhere(self) -> bool:
        """Whether the bot listens on all addresses of the machine."""
        return self.host in {"0.0.0.0", "::", ""}  # noqa: S104 - compared, not bound


class Storage(Section):
    """Where the two databases and the uploaded files are."""

    index: Path = Field(
        Path("var/index.db"), description="年报索引数据库；可以由文件重建", examples=["var/index.db"]
    )
    inbox: Path | None = Field(
        None,
        description="消息、人员、任务的数据库，要备份；留空则为索引旁边的 inbox.db",
        examples=["var/inbox.db"],
    )
    files: Path | None = Field(
        None, description="上传文件的文件夹；留空则为索引旁边的 files", examples=["var/files"]
    )


class WeChat(Section):
    """The account: 公众平台 → 设置与开发 → 开发接口管理."""

    app_id: str = Field(
        "", pattern=r"^(wx[0-9a-f]{16})?$", description="开发者ID(AppID)", examples=["wx0123456789abcdef"]
    )
    token: SecretStr = Field(
        SecretStr(""), description="令牌(Token)，与公众平台填的一致", examples=["3到32位字母或数字"]
    )
    aes_key: SecretStr = Field(
        SecretStr(""),
        description="消息加解密密钥(EncodingAESKey)；设置后只接受加密消息",
        examples=["43位字母或数字"],
    )
    previous_aes_key: SecretStr = Field(
        SecretStr(""), description="更换密钥期间的旧密钥，换完留空", examples=["43位字母或数字"]
    )
    app_secret: SecretStr = Field(
        SecretStr(""), description="开发者密码(AppSecret)，主动发消息要用", examples=["32位字母或数字"]
    )
    kind: AccountKind = Field(
        AccountKind.SUBSCRIPTION,
        description="账号类型：subscription 订阅号，service 服务号，_verified 已认证，test 测试号",
        examples=["service_verified"],
    )
    api: str = Field(
        "https://api.weixin.qq.com",
        pattern=r"^https?://[^\s/?#]+(/[^\s?#]*)?$",
        description="平台接口的网址",
        examples=["https://api.weixin.qq.com"],
    )

    @field_validator("token")
    @classmethod
    def _is_a_token(cls, value: SecretStr) -> SecretStr:
        if not _TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("要3到32位字母或数字")
        return value

    @field_validator("aes_key", "previous_aes_key")
    @classmethod
    def _is_a_key(cls, value: SecretStr) -> SecretStr:
        text = value.get_secret_value()
        if text and not _decodes(text):
            raise ValueError("要43位字母或数字")
        return value

    @model_validator(mode="after")
    def _belong_together(self) -> "WeChat":
        if self.aes_key.get_secret_value() and not (self.app_id and self.token.get_secret_value()):
            raise ValueError("设置了 aes_key 就要同时设置 app_id 和 token")
        return self


class Replies(Section):
    """How long an answer may take and how big a message may be."""

    seconds: float = Field(
        3.5, gt=0, le=4.5, description="超过这么多秒先应答平台，结果稍后补发", examples=[3.5]
    )
    give_up_seconds: float = Field(120.0, gt=0, description="超过这么多秒还没有结果就放弃", examples=[120.0])
    window_seconds: float = Field(
        600.0, gt=0, description="消息的时间戳与本机相差超过这么多秒就拒收", examples=[600.0]
    )
    per_minute: int = Field(20, gt=0, description="一个人一分钟最多回复几条", examples=[20])


class Jobs(Section):
    """The worker processes that read and check files."""

    workers: int = Field(
        1, ge=1, le=64, description="同时读几个上传的文件；另有一个进程读聊天里粘贴的文字", examples=[1]
    )
    memory_mb: int = Field(1536, ge=128, description="一个进程最多用多少 MB 内存", examples=[1536])
    seconds: float = Field(120.0, gt=0, description="一个文件最多读多少秒", examples=[120.0])
    upload_mb: int = Field(20, gt=0, le=200, description="一个上传文件最大多少 MB", examples=[20])
    link_minutes: float = Field(10.0, gt=0, description="上传链接有效多少分钟", examples=[10.0])
    result_days: float = Field(7.0, gt=0, description="结果链接有效多少天", examples=[7.0])


class Alerts(Section):
    """What supervisors are told, and when."""

    deadline: Annotated[str, Field(pattern=r"^\d\d-\d\d$")] = Field(
        "01-31", description="年报公布的截止日（月-日）", examples=["01-31"]
    )
    deadlines: dict[str, str] = Field(
        default_factory=dict,
        description="个别地区的截止日：区划代码 = 月-日",
        examples=['{ "640425" = "01-20" }'],
    )
    quiet_from: int = Field(21, ge=0, le=23, description="晚上几点起不发提醒", examples=[21])
    quiet_until: int = Field(8, ge=0, le=23, description="早上几点起可以发提醒", examples=[8])
    digest_hour: int = Field(9, ge=0, le=23, description="每日汇总几点发", examples=[9])

    @field_validator("deadline")
    @classmethod
    def _is_a_day(cls, value: str) -> str:
        return _day(value)

    @field_validator("deadlines")
    @classmethod
    def _are_days(cls, value: dict[str, str]) -> dict[str, str]:
        return {code: _day(day) for code, day in value.items()}


class Rules(Section):
    """What places set for themselves."""

    profiles: Path | None = Field(
        None,
        description="各地规则的文件夹，一地一个 TOML 文件：截止日、轻重、当地要求，写法见 docs/operator.md；留空则各地相同",
        examples=["profiles"],
    )


class Model(Section):
    """A language model that may propose what a question meant; it never answers one. Off without ``url``."""

    url: str = Field(
        "",
        pattern=r"^(https?://[^\s/?#@]+(/[^\s?#]*)?)?$",
        description="兼容 OpenAI 的模型接口网址，没看懂的提问（隐去个人信息后）会发给它；留空则不用模型",
        examples=["http://127.0.0.1:8000/v1"],
    )
    name: str = Field("", max_length=200, description="模型的名称", examples=["qwen3-8b"])
    key: SecretStr = Field(SecretStr(""), description="接口密钥；本机的模型可以不填", examples=["sk-..."])
    seconds: float = Field(
        2.5, gt=0, le=3, description="最多等模型几秒，等不到就按没有模型回复", examples=[2.5]
    )

    @model_validator(mode="after")
    def _has_a_name(self) -> "Model":
        if self.url and not self.name:
            raise ValueError("设置了 url 就要同时设置 name")
        return self


class Settings(Section):
    """All of it."""

    server: Server = Server()
    storage: Storage = Storage()
    wechat: WeChat = WeChat()
    replies: Replies = Replies()
    jobs: Jobs = Jobs()
    alerts: Alerts = Alerts()
    rules: Rules = Rules()
    model: Model = Model()
    dev: bool = Field(
        default=False, exclude=True, description="the simulator's page and platform are served too"
    )

    @property
    def inbox(self) -> Path:
        """inbox.db, beside the index unless told otherwise."""
        return self.storage.inbox or self.storage.index.with_name("inbox.db")

    @property
    def files(self) -> Path:
        """The folder of uploaded files, beside the index unless told otherwise."""
        return self.storage.files or self.storage.index.with_name("files")

    @property
    def local(self) -> str:
        """Where this machine reaches the bot."""
        host = "127.0.0.1" if self.server.everywhere else self.server.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.server.port}"

    @property
    def site(self) -> str:
        """What links to our pages start with."""
        return self.server.public_url or self.local

    @property
    def public_site(self) -> str | None:
        """The same for links that an answer can do without: None where only this machine could open them."""
        return self.server.public_url or (self.local if self.dev else None)
