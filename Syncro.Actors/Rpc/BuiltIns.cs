using Akka.Actor;
using Syncro.Clients;
using Syncro.Scribes;
using Syncro.Sessions;
using Syncro.Wire;

namespace Syncro.Rpc;

/// <summary>The methods that every peer has. Source: <c>lib/syncro/rpc.rb</c> of the original.</summary>
internal static class BuiltIns
{
    /// <summary>The class that exposes them.</summary>
    public const string Class = "Syncro::RPC::Default";

    private const string LastScribeId = "last_scribe_id";

    /// <summary>Whether it may read our whole journal, however long that is.</summary>
    public static bool Reads(Message.Rpc call) => call is { Class: Class, Method: LastScribeId };

    /// <summary>The method of that name for one caller; null where there is none.</summary>
    public static RpcMethod? Find(string method, SyncroSpace space, Reader reader, bool legacy) => method switch
    {
        LastScribeId => RpcMethod.Of($"{Class}.{method}",
            (CancellationToken cancel) => LastScribe.IdAsync(space, reader, legacy, cancel)),
        "uptodate!" => RpcMethod.Of($"{Class}.{method}",
            (CancellationToken cancel) => IsUptodateAsync(space, reader.Client, cancel)),
        _ => null,
    };

    /// <summary>
    /// <c>true</c> once nothing is missing on either side: all of the caller's journal up to the last head that it told is
    /// recorded here, and it has acknowledged all of ours for it up to our head when it asked. <c>false</c> where that did
    /// not come within half of <c>syncro.rpc.timeout</c>, so that the answer comes before the caller gives up. What the
    /// caller told is what it pushed: it asks again where it wants to know of a change that it has not sent yet.
    /// </summary>
    private static async Task<bool> IsUptodateAsync(SyncroSpace space, ClientId client, CancellationToken cancel)
    {
        var wait = new ClientCommand.WhenUptodate(client, space.Log.State.Head.Position, new());
        space.Clients.Tell(wait);
        try
        {
            await wait.Uptodate.Task.WaitAsync(space.Settings.Rpc.Timeout / 2, space.Time, cancel).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            wait.Uptodate.TrySetCanceled(CancellationToken.None);
        }
    }
}
