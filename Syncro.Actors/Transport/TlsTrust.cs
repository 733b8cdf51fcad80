using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Syncro.Scribes;

namespace Syncro.Transport;

/// <summary>
/// Judges what the other side of one handshake shows, and remembers what is wrong with it or whom it names.
/// </summary>
/// <param name="host">What it must be for; null: the other side is a client.</param>
internal sealed class TlsTrust(string? host)
{
    private const string CommonName = "2.5.4.3";

    /// <summary>Why it is not trusted; null: it is, or nothing was shown yet.</summary>
    public string? Fault { get; private set; }

    /// <summary>The client that a trusted certificate names.</summary>
    public ClientId? Client { get; private set; }

    /// <summary>Whether a listener's is trusted.</summary>
    public bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Fault = errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) ? "the other side showed no certificate"
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)
            ? $"the other side's certificate is not trusted: {Why(chain)}"
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            ? $"the other side's certificate is not for '{host}'"
            : null;
        return Fault is null;
    }

    /// <summary>Whether a client's is trusted, and names a client by its only CN.</summary>
    public bool IsTrustedClient(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (!IsTrusted(sender, certificate, chain, errors & ~SslPolicyErrors.RemoteCertificateNameMismatch))
            return false;
        if (NameOf(certificate!) is not { } name)
            Fault = "the subject of the caller's certificate has not one CN";
        else if (Names.Fault("CN", name) is { } fault)
            Fault = $"the caller's certificate names no client: {fault}";
        else
            Client = new(name);
        return Fault is null;
    }

    private static string? NameOf(X509Certificate certificate)
    {
        using var read = new X509Certificate2(certificate);
        var names = read.SubjectName.EnumerateRelativeDistinguishedNames()
            .Where(name => !name.HasMultipleElements && name.GetSingleElementType().Value == CommonName).ToList();
        return names is [var only] ? only.GetSingleElementValue() : null;
    }

    private static string Why(X509Chain? chain) => chain is null || chain.ChainStatus.Length == 0 ? "no chain"
        : string.Join(", ", chain.ChainStatus.Select(status => status.StatusInformation.Trim().TrimEnd('.')).Distinct());
}
