using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Syncro.Tests.Tls;

/// <summary>An authority of a spec's own, and the files with what it issues.</summary>
internal sealed class Authority : IDisposable
{
    private readonly string _directory;
    private readonly X509Certificate2 _own;

    public Authority(string directory, string name = "ca")
    {
        _directory = directory;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _own = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-2), DateTimeOffset.UtcNow.AddYears(1));
        File = Write($"{name}.pem", _own.ExportCertificatePem());
    }

    /// <summary>Its own certificate.</summary>
    public string File { get; }

    /// <summary>Trust in it alone.</summary>
    public X509ChainPolicy Policy
    {
        get
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.Add(_own);
            return policy;
        }
    }

    /// <summary>A certificate for a host, or of a client; valid from a year ago.</summary>
    public X509Certificate2 Issue(string commonName, string? host = null, double days = 30)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"O=Specs, CN={commonName}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (host is not null && System.Net.IPAddress.TryParse(host, out var address))
            names.AddIpAddress(address);
        else
            names.AddDnsName(host ?? "client.invalid");
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(
            _own, DateTimeOffset.UtcNow.AddYears(-1), DateTimeOffset.UtcNow.AddDays(days), RandomNumberGenerator.GetBytes(8));
        using var whole = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    /// <summary>As <see cref="Issue"/>, in two PEM files: the settings that name them.</summary>
    public string Settings(string commonName, string? host = null, double days = 30)
    {
        using var issued = Issue(commonName, host, days);
        using var key = issued.GetECDsaPrivateKey()!;
        var file = Write($"{Guid.NewGuid():N}.pem", issued.ExportCertificatePem());
        return $"certificate = \"{file}\", key = \"{Write($"{Guid.NewGuid():N}.key", key.ExportPkcs8PrivateKeyPem())}\"";
    }

    public string Write(string name, string text)
    {
        var file = Path.Combine(_directory, name);
        System.IO.File.WriteAllText(file, text);
        return file;
    }

    public void Dispose() => _own.Dispose();
}
