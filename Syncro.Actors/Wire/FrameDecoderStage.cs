using Akka.IO;
using Akka.Streams;
using Akka.Streams.Stage;

namespace Syncro.Wire;

/// <summary>
/// The shell of <see cref="FrameDecoder"/>. Asks for bytes only when every message of the last ones was taken: it holds
/// what one chunk decodes to and no more.
/// </summary>
internal sealed class FrameDecoderStage(FrameLimits limits) : GraphStage<FlowShape<ByteString, Decoded>>
{
    private readonly Inlet<ByteString> _in = new("frames.in");
    private readonly Outlet<Decoded> _out = new("frames.out");

    public override FlowShape<ByteString, Decoded> Shape => new(_in, _out);

    protected override GraphStageLogic CreateLogic(Akka.Streams.Attributes inheritedAttributes) =>
        new Logic(this, limits);

    private sealed class Logic : TimerGraphStageLogic
    {
        private const string Partial = "partial", Drain = "drain";

        private readonly FrameDecoderStage _stage;
        private readonly FrameLimits _limits;
        private readonly FrameDecoder _decoder;
        private readonly Queue<Decoded> _ready = new();
        private long _timed = -1;

        public Logic(FrameDecoderStage stage, FrameLimits limits) : base(stage.Shape)
        {
            (_stage, _limits, _decoder) = (stage, limits, new(limits));
            SetHandler(stage._in, onPush: OnPush, onUpstreamFinish: Next);
            SetHandler(stage._out, onPull: Next);
        }

        private void OnPush()
        {
            foreach (var decoded in _decoder.Feed(Grab(_stage._in).ToArray()))
                _ready.Enqueue(decoded);
            Time();
            if (IsClosed(_stage._out))
                Pull(_stage._in);
            else
                Next();
        }

        // Ends only where more is asked for: a sink that has no room yet for the last message would lose it.
        private void Next()
        {
            if (_ready.Count > 0 && IsAvailable(_stage._out))
                Push(_stage._out, _ready.Dequeue());
            if (_ready.Count > 0 || !(IsAvailable(_stage._out) || IsClosed(_stage._out)))
                return;
            if (IsClosed(_stage._in))
                CompleteStage();
            else if (_decoder.HasEnded)
                Close();
            else if (!HasBeenPulled(_stage._in))
                Pull(_stage._in);
        }

        private void Close()
        {
            Complete(_stage._out);
            ScheduleOnce(Drain, _limits.PartialTimeout);
            if (!HasBeenPulled(_stage._in))
                Pull(_stage._in);
        }

        /// <summary>One timer for each frame that comes in pieces, from its first.</summary>
        private void Time()
        {
            if (!_decoder.IsPartial)
                CancelTimer(Partial);
            else if (_timed != _decoder.Frames)
                ScheduleOnce(Partial, _limits.PartialTimeout);
            _timed = _decoder.IsPartial ? _decoder.Frames : -1;
        }

        protected override void OnTimer(object timerKey)
        {
            if (timerKey is Drain)
                CompleteStage();
            else if (!HasBeenPulled(_stage._in) && !IsClosed(_stage._in))
                // We have not been reading: the sender is not to blame.
                ScheduleOnce(Partial, _limits.PartialTimeout);
            else if (_decoder.Expire() is { } late)
            {
                _ready.Enqueue(late);
                Next();
            }
        }
    }
}
