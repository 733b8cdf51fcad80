using Syncro.Node.Commands;

// The one place where the peer is made.
var start = new Syncro.Node.StartPeer((_, _, _) => throw new NotSupportedException("this build has no peer"));

return await SyncroCommand.InvokeAsync(args, Terminal.Standard(), start);
