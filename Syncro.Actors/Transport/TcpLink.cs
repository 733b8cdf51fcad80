using System.Net.Sockets;
using System.Threading.Channels;
using Akka.Actor;
using Akka.IO;
using Akka.Streams;
using Akka.Streams.Dsl;
using Syncro.Sessions;
using Syncro.Settings;
using Syncro.Wire;

namespace Syncro.Transport;

/// <summary>One TCP connection: Akka.Streams stages around the framing, fed and drained by a session.</summary>
internal sealed class TcpLink(Socket connection, WireSettings settings, IMaterializer materializer) : ILink
{
    /// <summary>Bytes on their way out above which the session takes nothing more in.</summary>
    private const long Room = 1024 * 1024;

    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(2);

    private readonly Channel<ByteString> _out = Channel.CreateUnbounded<ByteString>(new() { SingleReader = true });
    private UniqueKillSwitch? _kill;
    private IActorRef _session = ActorRefs.Nobody;
    private ChannelReader<Decoded>? _in;
    private long _sending;

    public void Start(IActorRef session)
    {
        _session = session;
        connection.NoDelay = true;
        var frames = Frames.Decoder(
            new(settings.MaxMessage, settings.FrameTimeout) { MaxFirst = settings.MaxUnauthenticated });
        var ((kill, ended), reader) = ChannelSource.FromReader(_out.Reader)
            .Select(Sent)
            .Via(SocketFlow.Of(connection))
            .ViaMaterialized(KillSwitches.Single<ByteString>(), Keep.Right)
            .Via(frames)
            .WatchTermination(Keep.Both)
            .ToMaterialized(ChannelSink.AsReader<Decoded>(1, singleReader: true), Keep.Both)
            .WithAttributes(Akka.Streams.Attributes.CreateInputBuffer(1, 1))
            .Run(materializer);
        (_kill, _in) = (kill, reader);
        // Not the channel's end, which comes only once a session that waits has taken what is in it.
        ended.ContinueWith(_ => session.Tell(new SessionActor.LinkEnded()), TaskScheduler.Default);
    }

    public void Pull() => _in!.ReadAsync().AsTask().PipeTo(
        _session, success: decoded => new SessionActor.Incoming(decoded), failure: e => new SessionActor.LinkClosed(Why(e)));

    public bool Send(Message message)
    {
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
        _kill?.Shutdown();
    }

    private ByteString Sent(ByteString frame)
    {
        var left = Interlocked.Add(ref _sending, -frame.Count);
        if (left < Room && left + frame.Count >= Room)
            _session.Tell(new SessionActor.LinkReady());
        return frame;
    }

    // That a channel is closed says nothing; what closed it does.
    private static string? Why(Exception? e) =>
        e is AggregateException or ChannelClosedException ? Why(e.InnerException) : e?.Message;
}
