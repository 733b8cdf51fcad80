namespace Syncro.Node.Http;

/// <summary>A call that is refused; the message goes to the caller.</summary>
internal sealed class RefusedException(Code code, string message) : SyncroException(message)
{
    public Code Code { get; } = code;
}
