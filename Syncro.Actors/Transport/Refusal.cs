using System.Net.Sockets;
using Syncro.Wire;

namespace Syncro.Transport;

/// <summary>Tells a caller that gets no session why, and closes. It costs a socket for a second at most.</summary>
internal static class Refusal
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <summary>The socket is closed once this completes. It never fails: a caller that is gone needs no answer.</summary>
    public static async Task SendAsync(Socket socket, Fault fault)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            foreach (var frame in Frames.Encode(MessageCodec.Encode(new Message.Error(null, (int)fault.Code, fault.Text))))
                await socket.SendAsync(frame.ToArray(), SocketFlags.None, limit.Token).ConfigureAwait(false);
            socket.Shutdown(SocketShutdown.Send);
            // To close over what came in unread would take the answer back.
            for (var passed = new byte[1024]; await socket.ReceiveAsync(passed, limit.Token).ConfigureAwait(false) > 0;)
                continue;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The caller has left, or does not: either way it is over.
        }
        finally
        {
            socket.Dispose();
        }
    }
}
