using System.Security.Cryptography;
using System.Text;

namespace Syncro.Settings;

/// <summary>A token in the clear. It never shows in a log or an error: <see cref="ToString"/> doesn't tell it.</summary>
public readonly record struct Secret(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => "(secret)";
}

/// <summary>The SHA-256 of a token.</summary>
public sealed class TokenHash
{
    private readonly byte[] _sha256;

    private TokenHash(byte[] sha256) => _sha256 = sha256;

    /// <summary>The hash of a token.</summary>
    public static TokenHash Of(string token) => new(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>From 64 hex digits, or null.</summary>
    public static TokenHash? TryParse(string hex) =>
        hex.Length == 64 && hex.All(char.IsAsciiHexDigit) ? new(Convert.FromHexString(hex)) : null;

    /// <summary>Whether this is the hash of a token; takes as long whatever the token.</summary>
    public bool Matches(string token) => Matches(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>The 64 hex digits that <see cref="TryParse"/> takes.</summary>
    public string ToHex() => Convert.ToHexStringLower(_sha256);

    /// <summary>As the other, of a token that is hashed already.</summary>
    internal bool Matches(ReadOnlySpan<byte> sha256) => CryptographicOperations.FixedTimeEquals(_sha256, sha256);
}
