using Syncro.Node;
using Syncro.Node.Commands;

return await SyncroCommand.InvokeAsync(args, Terminal.Standard(), NodePeer.StartAsync);
