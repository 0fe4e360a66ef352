"""The command line of contract/cli.md: one module for each family of commands.

Exit codes: 0 done, 1 done and the answer is no, 2 the input or the call is at fault (one clear line on standard
error, nothing stored), 3 our own fault.
"""

import errno
import os
import sys

import click

from bot.cli.base import Refused
from bot.cli.commands import Commands
from parser.model.errors import InputError, NianbaoError

AT_FAULT, OURS = 2, 3
WHY = {
    errno.ENOENT: "不存在，也建不出来。",
    errno.EACCES: "没有权限读写。",
    errno.EPERM: "没有权限读写。",
    errno.EROFS: "所在的磁盘是只读的。",
    errno.ENOSPC: "所在的磁盘满了。",
    errno.ENOTDIR: "的上一级不是文件夹。",
    errno.EISDIR: "是文件夹，这里要的是文件。",
}
"""What the system's errors mean to the person at the keyboard."""


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="nianbao", prog_name="nianbao")
def cli() -> None:
    """年报：政府信息公开工作年度报告的读取、检查与问答。"""


def main() -> None:
    """Run a command and leave with the contract's exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """The exit code of a command line; every failure is one line on standard error."""
    try:
        return int(cli.main(arguments, prog_name="nianbao", standalone_mode=False) or 0)
    except Refused as no:
        return no.code
    except (click.ClickException, click.Abort, NianbaoError, OSError, KeyboardInterrupt) as error:
        return _explain(error)
    except Exception as error:
        if os.environ.get("NIANBAO_TRACE"):
            raise
        kind = type(error).__name__
        return _say(f"程序出错（{kind}），请把这条命令告诉维护者；设 NIANBAO_TRACE=1 可看详情。", OURS)


def _explain(error: BaseException) -> int:
    """The one line for a failure that is not ours."""
    match error:
        case BrokenPipeError():  # the reader had enough, as in ``nianbao rules | head``
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        case click.ClickException():
            return _say(error.format_message(), AT_FAULT)
        case OSError():
            why = WHY.get(error.errno or 0, error.strerror or str(error))
            return _say(f"{error.filename or ''} {why}".strip(), AT_FAULT)
        case click.Abort() | KeyboardInterrupt():
            return _say("已中断。", AT_FAULT)
    return _say(str(error), AT_FAULT if isinstance(error, InputError) else OURS)


def _say(message: str, code: int) -> int:
    click.echo("nianbao: " + " ".join(message.split()), err=True)
    return code
