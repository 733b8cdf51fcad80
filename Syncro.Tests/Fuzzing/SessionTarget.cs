using Syncro.Scribes;
using Syncro.Sessions;
using Syncro.Wire;

namespace Syncro.Tests.Fuzzing;

/// <summary>
/// A script, of which each byte says what happens next to a session: a message, typed or of raw bytes, time, what it asked
/// for done or failed. The first byte says which machine it is.
/// </summary>
internal sealed class SessionTarget : FuzzTarget
{
    public override string Name => "session";

    public override IEnumerable<byte[]> Seeds
    {
        get
        {
            var random = new Random(2010);
            var messages = MessageTarget.Messages().ToList();
            for (var i = 0; i < 64; i++)
            {
                var script = new byte[random.Next(20, 300)];
                random.NextBytes(script);
                script[0] = (byte)i;
                yield return script;
                // It opens, and then gets a message as it is on the wire.
                var body = messages[random.Next(messages.Count)];
                yield return [(byte)i, .. SessionScript.Opening, .. script.Take(i), 5, (byte)(body.Length >> 8), (byte)body.Length, .. body];
            }
        }
    }

    public override long Allocation(int length) => 2_000_000 + (100_000L * length);

    public override string Run(byte[] input)
    {
        var how = input.Length == 0 ? 0 : input[0];
        var (protocol, dials) = ((how & 1) + 1, (how & 2) != 0);
        var terms = new SessionTerms(
            new("server"), new("j1"), "main", Classes.All, dials, dials || protocol == 1 ? new ClientId("client") : default(ClientId?),
            null, new Access(Relay: (how & 4) != 0, Anyone: (how & 56) != 0),
            new(5000, 15_000, 45_000, 500, Rehearsal.Window, 1000, new(Running: 2, Waiting: 2, Timeout: 30_000)));
        var rehearsal = new Rehearsal(terms, protocol);
        new SessionScript(rehearsal, input.AsSpan(Math.Min(1, input.Length)).ToArray(), protocol).Play();
        return rehearsal.Kind;
    }

    public override byte[] Mutate(byte[] input, IReadOnlyList<byte[]> corpus, Random random) => Mutation.OfBytes(input, corpus, random);

    private sealed record Access(bool Relay, bool Anyone) : IAccess
    {
        public Proof? Prove(ClientId client, string? token) => Anyone || token == "secret" ? Proof.None : null;

        public bool Stands(ClientId client, Proof proof) => true;

        bool IAccess.Relay(ClientId client) => Relay;

        public bool Recovers(ClientId client) => false;
    }
}
