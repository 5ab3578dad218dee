"""How Jupyter's kernel manager gets a forked kernel instead of starting one."""

import asyncio
import pickle
import sys
from typing import Any

from jupyter_client import AsyncKernelManager
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner

from claimbook.forkserver import LAUNCHER, ForkServer, Kernel


class ForkedProvisioner(LocalProvisioner):
    """Jupyter's own provisioner, but for how the process comes to be.

    Parameters
    ----------
    server : ForkServer
    manager : AsyncKernelManager
        Its kernel, with what `LocalProvisioner` does before the launch and after it.
    """

    def __init__(self, server: ForkServer, manager: AsyncKernelManager) -> None:
        super().__init__(kernel_spec=manager.kernel_spec, parent=manager)
        self._server = server

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork the kernel, or start it from scratch where that does not work."""
        if cmd[:3] != [sys.executable, "-m", LAUNCHER]:  # somebody's own kernel
            return await super().launch_kernel(cmd, **kwargs)
        try:
            self.process = await asyncio.to_thread(
                self._server.kernel, cmd[3:], kwargs["env"], str(kwargs["cwd"])
            )
        except (OSError, EOFError, pickle.UnpicklingError):
            return await super().launch_kernel(cmd, **kwargs)
        self.pid = self.pgid = self.process.pid
        self.cwd = kwargs["cwd"]
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """End the kernel and see it end; who kills it looks at it ten times a second only."""
        await super().kill(restart)
        if isinstance(self.process, Kernel):
            await asyncio.to_thread(self.process.ended, 1)
