using System.Runtime.CompilerServices;
using PublicApiGenerator;
using Syncro.EntityFrameworkCore;
using Syncro.Tests.Settings;

namespace Syncro.Tests.Docs;

/// <summary>
/// The public surface, as it was approved: a change to it is a change to <c>Docs/api/*.txt</c> in the same commit.
/// <c>SYNCRO_WRITE_API=on dotnet test -c Release --filter ApiSpecs</c> writes them anew.
/// </summary>
public class ApiSpecs
{
    [Fact]
    public void The_public_surface_of_the_library_is_the_one_approved() => Approve(typeof(SyncroPeer).Assembly);

    [Fact]
    public void The_public_surface_for_entity_framework_is_the_one_approved() => Approve(typeof(SyncroDatabase).Assembly);

    [Fact]
    public void The_public_surface_of_the_test_kit_is_the_one_approved() => Approve(typeof(TestKit.Simulation).Assembly);

    private static void Approve(System.Reflection.Assembly assembly)
    {
        var surface = assembly.GeneratePublicApi(new()
        {
            IncludeAssemblyAttributes = false,
            // Names that the compiler makes up.
            ExcludeAttributes = [typeof(AsyncIteratorStateMachineAttribute).FullName!, typeof(AsyncStateMachineAttribute).FullName!],
        }).ReplaceLineEndings("\n") + "\n";
        var file = Path.Combine(Repository.Root, "Syncro.Tests", "Docs", "api", $"{assembly.GetName().Name}.txt");
        if (Environment.GetEnvironmentVariable("SYNCRO_WRITE_API") == "on")
            File.WriteAllText(file, surface);
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), surface);
    }
}
