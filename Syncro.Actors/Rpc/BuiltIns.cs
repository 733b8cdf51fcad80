using Syncro.Scribes;
using Syncro.Sessions;

namespace Syncro.Rpc;

/// <summary>The methods that every peer has. Source: <c>lib/syncro/rpc.rb</c> of the original.</summary>
internal static class BuiltIns
{
    /// <summary>The class that exposes them.</summary>
    public const string Class = "Syncro::RPC::Default";

    /// <summary>The method of that name for one caller; null where there is none.</summary>
    public static RpcMethod? Find(string method, SyncroSpace space, Reader reader, bool legacy) => method switch
    {
        "last_scribe_id" => RpcMethod.Of($"{Class}.{method}",
            (CancellationToken cancel) => LastScribe.IdAsync(space, reader, legacy, cancel)),
        _ => null,
    };
}
