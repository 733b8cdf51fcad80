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

/// <summary>One TCP connection: Akka.Streams stages around the framing, fed and drained by a session.</summary>
internal sealed class TcpLink(Flow<ByteString, ByteString, NotUsed> connection, WireSettings settings, IMaterializer materializer) : ILink
{
    /// <summary>Bytes on their way out above which the session takes nothing more in.</summary>
    private const long Room = 1024 * 1024;

    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(2);

    private readonly Channel<ByteString> _out = Channel.CreateUnbounded<ByteString>(new() { SingleReader = true });
    private readonly UniqueKillSwitchHolder _kill = new();
    private IActorRef _session = ActorRefs.Nobody;
    private ChannelReader<Decoded>? _in;
    private long _sending, _unauthenticated;
    private bool _authenticated;

    private sealed class UniqueKillSwitchHolder
    {
        public UniqueKillSwitch? Switch { get; set; }
    }

    private sealed class UnauthenticatedException(int limit)
        : Exception($"more than {limit} bytes before the greeting");

    public void Start(IActorRef session)
    {
        _session = session;
        var frames = Frames.Decoder(new(settings.MaxMessage, settings.FrameTimeout));
        var (kill, reader) = ChannelSource.FromReader(_out.Reader)
            .Select(Sent)
            .Via(connection)
            .ViaMaterialized(KillSwitches.Single<ByteString>(), Keep.Right)
            .Select(Counted)
            .Via(frames)
            .Recover(e => e is UnauthenticatedException ? Akka.Util.Option<Decoded>.Create(
                new Decoded.Refused(new(Code.TooLarge, e.Message))) : Akka.Util.Option<Decoded>.None)
            .ToMaterialized(ChannelSink.AsReader<Decoded>(1, singleReader: true), Keep.Both)
            .WithAttributes(Akka.Streams.Attributes.CreateInputBuffer(1, 1))
            .Run(materializer);
        (_kill.Switch, _in) = (kill, reader);
        reader.Completion.ContinueWith(
            done => session.Tell(new SessionActor.LinkClosed(Why(done.Exception))), TaskScheduler.Default);
    }

    public void Pull() => ReadAsync();

    private async void ReadAsync()
    {
        try
        {
            _session.Tell(new SessionActor.Incoming(await _in!.ReadAsync().ConfigureAwait(false)));
        }
        catch (ChannelClosedException)
        {
            // The completion has told the session already.
        }
        catch (Exception e) when (e is StreamTcpException or AbruptTerminationException or IOException)
        {
            _session.Tell(new SessionActor.LinkClosed(Why(e)));
        }
    }

    public bool Send(Message message)
    {
        // The first thing that a session sends of its own accord, or as an answer, comes after it knows who is there.
        _authenticated |= message is not Message.Error;
        foreach (var frame in Frames.Encode(MessageCodec.Encode(message)))
        {
            Interlocked.Add(ref _sending, frame.Count);
            _out.Writer.TryWrite(frame);
        }
        return Interlocked.Read(ref _sending) < Room;
    }

    public void Finish(Fault fault)
    {
        _out.Writer.TryComplete();
        _ = Task.Delay(Drain).ContinueWith(_ => _session.Tell(new SessionActor.LinkClosed(null)), TaskScheduler.Default);
    }

    public void Close()
    {
        _out.Writer.TryComplete();
        _kill.Switch?.Shutdown();
    }

    private ByteString Sent(ByteString frame)
    {
        var left = Interlocked.Add(ref _sending, -frame.Count);
        if (left < Room && left + frame.Count >= Room)
            _session.Tell(new SessionActor.LinkReady());
        return frame;
    }

    private ByteString Counted(ByteString bytes)
    {
        if (!_authenticated && (_unauthenticated += bytes.Count) > settings.MaxUnauthenticated)
            throw new UnauthenticatedException(settings.MaxUnauthenticated);
        return bytes;
    }

    private static string? Why(Exception? e) => e is AggregateException { InnerException: { } inner } ? Why(inner) : e?.Message;
}
