namespace Syncro.Wire;

/// <summary>What bytes off the wire are: a message, or the fault that ends the link.</summary>
internal abstract record Decoded
{
    private Decoded() { }

    public sealed record Received(Message Message) : Decoded;

    /// <summary>A message that is still to be inflated: only what is asked for takes the room of its text.</summary>
    public sealed record Packed(byte[] Bytes) : Decoded;

    public sealed record Refused(Fault Fault) : Decoded;

    public static Decoded Malformed(string text) => new Refused(new Fault(Code.Malformed, text));
}
