using Akka;
using Akka.Event;
using Akka.IO;
using Akka.Streams.Dsl;

namespace Syncro.Transport;

/// <summary>
/// A connection that the application keeps, as a flow of stock stages: what goes in is sent, what is handed over comes
/// out when asked for. The end of either direction is the end of the connection.
/// </summary>
internal sealed class ConnectionFlow(IConnection connection, HandOvers handOvers, ILoggingAdapter logger)
{
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once the application was told to close its connection.</summary>
    public Task Closed => _closed.Task;

    /// <summary>To be materialized once.</summary>
    public Flow<ByteString, ByteString, NotUsed> Flow() => Akka.Streams.Dsl.Flow.FromSinkAndSource(
        Sink.ForEachAsync<ByteString>(1, SendAsync), handOvers.Source, (sending, receiving) =>
        {
            _ = EndAsync(sending, receiving);
            return NotUsed.Instance;
        });

    /// <summary>The application has left: nothing more is sent; what it handed over is still taken.</summary>
    public void Leave()
    {
        _left.TrySetResult();
        handOvers.Complete(null);
    }

    /// <summary>Never faults: a connection that can't be closed is lost, and the log says so.</summary>
    public async Task CloseAsync()
    {
        try
        {
            await connection.CloseAsync().WaitAsync(Drain.Time).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            logger.Warning("A connection could not be closed: {0}", e.Message);
        }
        _closed.TrySetResult();
    }

    private async Task SendAsync(ByteString bytes)
    {
        if (!_left.Task.IsCompleted)
            await connection.SendAsync(bytes.ToArray()).ConfigureAwait(false);
    }

    private async Task EndAsync(Task sending, Task receiving)
    {
        await Task.WhenAny(sending, receiving).ConfigureAwait(false);
        await Task.WhenAny(sending, _left.Task, Task.Delay(Drain.Time)).ConfigureAwait(false);
        handOvers.Complete(sending.Exception?.InnerException);
        await CloseAsync().ConfigureAwait(false);
        await Task.WhenAny(receiving).ConfigureAwait(false);
        handOvers.Drop();
    }
}
