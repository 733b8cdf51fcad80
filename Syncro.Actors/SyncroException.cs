namespace Syncro;

/// <summary>The root of every exception that Syncro throws for a mistake of its caller or operator.</summary>
public abstract class SyncroException : Exception
{
    /// <summary>With what went wrong, the actual value and the limit.</summary>
    protected SyncroException(string message) : base(message) { }

    /// <summary>With its cause.</summary>
    protected SyncroException(string message, Exception inner) : base(message, inner) { }
}
