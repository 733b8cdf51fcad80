// <sample>
using System.IO.Pipes;
using Syncro;
using Syncro.Scribes;
// </sample>

namespace Syncro.Tests.Docs;

/// <summary>The program of the README that keeps its own connections: what is between the marks, here and above.</summary>
internal static class TransportSample
{
    // <sample>
    // A connection over any stream: a pipe here; as well a socket, TLS, a serial line.
    private sealed class StreamConnection(Stream stream) : IConnection
    {
        public Task SendAsync(ReadOnlyMemory<byte> bytes) => stream.WriteAsync(bytes).AsTask();

        public async Task CloseAsync() => await stream.DisposeAsync();
    }

    private static async Task<SessionEnd> SyncAsync(SyncroPeer peer, string client, Stream stream, bool dial)
    {
        using var session = peer.Open(new ClientId(client), new StreamConnection(stream), dial);
        session.Sync();
        var buffer = new byte[64 * 1024];
        try
        {
            while (await stream.ReadAsync(buffer) is > 0 and var count)
                await session.ReceiveData(buffer.AsMemory(0, count)); // ready for more
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            Console.WriteLine($"the pipe ended: {e.Message}");
        }
        session.Disconnect();
        return await session.Completion;
    }
    // </sample>

    public static async Task<(SessionEnd Here, SessionEnd There)> RunAsync(
        SyncroPeer laptop, SyncroPeer server, Func<Task> synced)
    {
        var name = $"syncro-{Guid.NewGuid():n}";
        await using var there = new NamedPipeServerStream(
            name, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous);
        await using var here = new NamedPipeClientStream(".", name, PipeDirection.InOut, PipeOptions.Asynchronous);
        await Task.WhenAll(there.WaitForConnectionAsync(), here.ConnectAsync());
        // <sample>
        // The laptop dials: it greets, and the server is a relay to it.
        var dialled = SyncAsync(laptop, "server", here, dial: true);
        var accepted = SyncAsync(server, "laptop", there, dial: false);
        // </sample>
        await synced();
        await here.DisposeAsync();
        return (await dialled, await accepted);
    }
}
