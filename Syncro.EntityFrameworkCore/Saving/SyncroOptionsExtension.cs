using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Syncro.EntityFrameworkCore.Mapping;

namespace Syncro.EntityFrameworkCore.Saving;

/// <summary>The services that a context which uses Syncro has.</summary>
internal sealed class SyncroOptionsExtension : IDbContextOptionsExtension
{
    public SyncroOptionsExtension() => Info = new ExtensionInfo(this);

    public DbContextOptionsExtensionInfo Info { get; }

    public void ApplyServices(IServiceCollection services)
    {
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<IInterceptor, RecordingInterceptor>();
        new EntityFrameworkServicesBuilder(services).TryAdd<IConventionSetPlugin, SyncedModelPlugin>();
    }

    public void Validate(IDbContextOptions options) { }

    private sealed class ExtensionInfo(IDbContextOptionsExtension extension) : DbContextOptionsExtensionInfo(extension)
    {
        public override bool IsDatabaseProvider => false;

        public override string LogFragment => "using Syncro ";

        public override int GetServiceProviderHashCode() => 0;

        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) => other is ExtensionInfo;

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo) => debugInfo["Syncro"] = "1";
    }
}
