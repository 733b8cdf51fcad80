namespace Syncro.Settings;

/// <summary>A configuration that can't be used; the message names the key, the file where it is known, and what is allowed.</summary>
public sealed class InvalidSettingsException : SyncroException
{
    /// <summary>With what is wrong and what would be right.</summary>
    public InvalidSettingsException(string message) : base(message) { }

    /// <summary>With its cause.</summary>
    public InvalidSettingsException(string message, Exception inner) : base(message, inner) { }
}
