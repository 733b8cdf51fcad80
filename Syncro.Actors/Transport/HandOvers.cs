using System.Threading.Channels;
using Akka;
using Akka.IO;
using Akka.Streams.Dsl;
using Akka.Util;

namespace Syncro.Transport;

/// <summary>
/// What the application has handed over and the session not taken yet, in order, up to a bound. Whoever waits for each
/// hand-over to be taken never meets the bound.
/// </summary>
/// <param name="limit">Bytes that may be here.</param>
internal sealed class HandOvers(int limit)
{
    /// <summary>What holding on to one hand-over costs, however small it is.</summary>
    private const int Overhead = 256;

    private readonly Channel<Handed> _waiting = Channel.CreateUnbounded<Handed>();
    private readonly Lock _gate = new();
    private Handed? _last;
    private bool _dropped;
    private volatile bool _refuses;
    private long _held;

    private sealed record Handed(ByteString Bytes, TaskCompletionSource Taken);

    /// <summary>What is here, when asked for. Its task completes when nothing more is asked for.</summary>
    public Source<ByteString, Task<Done>> Source =>
        Akka.Streams.Dsl.Source.UnfoldAsync(this, _ => NextAsync()).WatchTermination(Keep.Right);

    /// <summary>
    /// Copies the bytes; completes when they are taken and more is asked for, or when nothing ever is. Null, and nothing
    /// taken over: beyond the bound.
    /// </summary>
    public Task? Put(ReadOnlyMemory<byte> bytes)
    {
        var cost = bytes.Length + Overhead;
        var held = Interlocked.Add(ref _held, cost);
        if (bytes.Length > limit || (held > cost && held > limit))
        {
            Interlocked.Add(ref _held, -cost);
            return null;
        }
        var handed = new Handed(
            ByteString.FromBytes(bytes.ToArray()), new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (_refuses || !_waiting.Writer.TryWrite(handed))
            Release(handed);
        return handed.Taken.Task;
    }

    /// <summary>What comes from now on is passed over. Not the end: the session is to hear of the reason first.</summary>
    public void Refuse() => _refuses = true;

    /// <summary>Nothing more comes; what is here is still given out, then the reason, if there is one.</summary>
    public void Complete(Exception? why) => _waiting.Writer.TryComplete(why);

    /// <summary>Nothing is asked for any more: nobody waits in vain.</summary>
    public void Drop()
    {
        Complete(null);
        lock (_gate)
        {
            _dropped = true;
            Release(_last);
            while (_waiting.Reader.TryRead(out var handed))
                Release(handed);
        }
    }

    private async Task<Option<(HandOvers, ByteString)>> NextAsync()
    {
        Release(_last);
        _last = null;
        return await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false) && TakeNext() is { } next
            ? (this, next.Bytes) : Option<(HandOvers, ByteString)>.None;
    }

    // What was asked for last may come when nothing more is asked for: what is taken then, nobody would release.
    private Handed? TakeNext()
    {
        lock (_gate)
            return _last = !_dropped && _waiting.Reader.TryRead(out var next) ? next : null;
    }

    private void Release(Handed? handed)
    {
        if (handed?.Taken.TrySetResult() == true)
            Interlocked.Add(ref _held, -(handed.Bytes.Count + Overhead));
    }
}
