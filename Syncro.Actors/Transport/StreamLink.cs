using System.Collections.Immutable;
using System.Threading.Channels;
using Akka;
using Akka.Actor;
using Akka.IO;
using Akka.Streams;
using Akka.Streams.Dsl;
using Syncro.Sessions;
using Syncro.Settings;
using Syncro.Wire;

namespace Syncro.Transport;

/// <summary>
/// One connection over any transport: Akka.Streams stages around the framing, fed and drained by a session. Its
/// <see cref="End"/>, or <see cref="TextEnd"/>, is joined with the transport, once.
/// </summary>
internal sealed class StreamLink : ILink
{
    /// <summary>Bytes on their way out above which the session takes nothing more in.</summary>
    private const long Room = 1024 * 1024;

    // Inflating and reading is a lot of work for the few bytes that it may come in: half of the processors are left to others.
    private static readonly SemaphoreSlim Inflating = new(Math.Max(1, Environment.ProcessorCount / 2));

    private readonly MessageFraming _framing;
    private readonly Channel<ByteString> _out = Channel.CreateUnbounded<ByteString>(new() { SingleReader = true });
    private readonly Channel<Decoded> _in =
        Channel.CreateBounded<Decoded>(new BoundedChannelOptions(1) { SingleReader = true });
    private readonly SharedKillSwitch _kill = KillSwitches.Shared("link");
    private readonly TaskCompletionSource<IActorRef> _session = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<SessionEnd> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _sending;
    private volatile bool _packs;

    public StreamLink(WireSettings settings, MessageFraming framing, int protocol)
    {
        _framing = framing;
        Limits = new(settings.MaxMessage, settings.FrameTimeout)
        {
            MaxFirst = settings.MaxUnauthenticated,
            Parts = protocol > 1,
            Packed = protocol > 1 && settings.Compression && framing.Pack is not null,
        };
    }

    /// <summary>What may come in.</summary>
    public FrameLimits Limits { get; }

    /// <summary>Our end: takes what comes, gives what goes.</summary>
    public Flow<ByteString, ByteString, NotUsed> End => Ending(_framing.Decoder(Limits));

    /// <summary>Our end where the transport decodes what comes, within the <see cref="Limits"/>.</summary>
    public Flow<Decoded, ByteString, NotUsed> TextEnd => Ending(MessageFraming.UntilFault);

    /// <summary>Completes with the session, and says why it ended.</summary>
    public Task<SessionEnd> Closed => _closed.Task;

    public ImmutableArray<string> Features => Limits.Packed ? [Packing.Feature] : [];

    public void Use(ImmutableArray<string> agreed) => _packs = agreed.Contains(Packing.Feature);

    public void Start(IActorRef session) => _session.TrySetResult(session);

    /// <summary>Ends the session with a fault of the connection.</summary>
    public void Break(Fault fault) => Tell(new SessionActor.Broken(fault));

    public void Pull() => NextAsync().PipeTo(
        _session.Task.Result,
        success: decoded => new SessionActor.Incoming(decoded), failure: e => new SessionActor.LinkClosed(Why(e)));

    public bool Send(Message message)
    {
        var encode = _packs ? _framing.Pack! : _framing.Encode;
        foreach (var sent in encode(MessageCodec.Encode(message)))
        {
            Interlocked.Add(ref _sending, sent.Count);
            _out.Writer.TryWrite(sent);
        }
        return Interlocked.Read(ref _sending) < Room;
    }

    public void Finish(Fault fault)
    {
        _out.Writer.TryComplete();
        _ = Task.Delay(Drain.Time).ContinueWith(_ => Tell(new SessionActor.LinkClosed(null)), TaskScheduler.Default);
    }

    public void Close(SessionEnd end)
    {
        _out.Writer.TryComplete();
        _kill.Shutdown();
        // A message that waits for room is waited for no more.
        _in.Writer.TryComplete();
        _closed.TrySetResult(end);
    }

    private async Task<Decoded> NextAsync()
    {
        var decoded = await _in.Reader.ReadAsync().ConfigureAwait(false);
        if (decoded is not Decoded.Packed(var bytes))
            return decoded;
        // Nothing is inflated for one who has not proved itself and agreed to it.
        if (!_packs)
            return Decoded.Malformed("a packed message, which was not agreed on");
        await Inflating.WaitAsync().ConfigureAwait(false);
        try
        {
            return Packing.Open(bytes, Limits.MaxMessage);
        }
        finally
        {
            Inflating.Release();
        }
    }

    // Its end is that of what comes, not of the messages: those end only once a session that waits has taken them.
    private Flow<T, ByteString, NotUsed> Ending<T>(Flow<T, Decoded, NotUsed> decoder)
    {
        var input = Flow.Create<T>().Via(_kill.Flow<T>()).WatchTermination(Ended).Via(decoder)
            .To(ChannelSink.FromWriter(_in.Writer, isOwner: true));
        return Flow.FromSinkAndSource(input, ChannelSource.FromReader(_out.Reader).Select(Sent))
            .WithAttributes(Akka.Streams.Attributes.CreateInputBuffer(1, 1));
    }

    private NotUsed Ended(NotUsed none, Task<Done> ended)
    {
        ended.ContinueWith(_ => Tell(new SessionActor.LinkEnded()), TaskScheduler.Default);
        return none;
    }

    private ByteString Sent(ByteString bytes)
    {
        var left = Interlocked.Add(ref _sending, -bytes.Count);
        if (left < Room && left + bytes.Count >= Room)
            Tell(new SessionActor.LinkReady());
        return bytes;
    }

    /// <summary>At once, or as soon as there is a session.</summary>
    private void Tell(object message)
    {
        if (_session.Task.IsCompleted)
            _session.Task.Result.Tell(message);
        else
            _session.Task.ContinueWith(session => session.Result.Tell(message), TaskScheduler.Default);
    }

    // That a channel is closed says nothing; what closed it does.
    private static string? Why(Exception? e) =>
        e is AggregateException or ChannelClosedException ? Why(e.InnerException) : e?.Message;
}
