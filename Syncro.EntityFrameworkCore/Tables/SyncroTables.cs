using Microsoft.EntityFrameworkCore;

namespace Syncro.EntityFrameworkCore.Tables;

/// <summary>The tables that Syncro keeps in the application's database.</summary>
internal static class SyncroTables
{
    public static void AddTo(ModelBuilder model)
    {
        model.Entity<OutboxRow>(row =>
        {
            row.ToTable("SyncroOutbox");
            row.HasKey(r => r.Row);
            row.Property(r => r.Row).ValueGeneratedOnAdd();
            row.HasIndex(r => new { r.ChangeSet, r.Index }).IsUnique();
            row.HasIndex(r => new { r.Class, r.Id });
        });
        model.Entity<JournalPosition>(row =>
        {
            row.ToTable("SyncroPosition");
            row.HasKey(r => r.Id);
            row.Property(r => r.Id).ValueGeneratedNever();
        });
        model.Entity<WaitingRecord>(row =>
        {
            row.ToTable("SyncroWaiting");
            row.HasKey(r => r.Row);
            row.Property(r => r.Row).ValueGeneratedOnAdd();
            row.HasIndex(r => new { r.Class, r.Id });
            row.HasIndex(r => r.For);
        });
    }
}
