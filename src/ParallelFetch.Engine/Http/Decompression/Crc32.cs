using System.Buffers.Binary;

namespace ParallelFetch.Http.Decompression;

/// <summary>The check value of gzip (RFC 1952, section 8): CRC-32 of ISO 3309. Eight bytes at a time, by tables.</summary>
internal struct Crc32
{
    private const int Width = 8;
    private const uint Polynomial = 0xEDB88320;
    private static readonly uint[] Tables = CreateTables();
    private uint _complement;

    /// <summary>The value of all that was appended.</summary>
    internal readonly uint Value => _complement;

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        uint crc = ~_complement;
        ReadOnlySpan<uint> tables = Tables;
        for (; bytes.Length >= Width; bytes = bytes[Width..])
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ crc;
            crc = tables[(7 * 256) + (byte)word]
                ^ tables[(6 * 256) + (byte)(word >> 8)]
                ^ tables[(5 * 256) + (byte)(word >> 16)]
                ^ tables[(4 * 256) + (byte)(word >> 24)]
                ^ tables[(3 * 256) + (byte)(word >> 32)]
                ^ tables[(2 * 256) + (byte)(word >> 40)]
                ^ tables[(1 * 256) + (byte)(word >> 48)]
                ^ tables[(byte)(word >> 56)];
        }

        foreach (byte value in bytes)
        {
            crc = tables[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        _complement = ~crc;
    }

    // The table of one byte, and for each further place what it does to the value that many bytes later.
    private static uint[] CreateTables()
    {
        var tables = new uint[Width * 256];
        for (uint i = 0; i < 256; i++)
        {
            uint crc = i;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ Polynomial;
            }

            tables[i] = crc;
        }

        for (int i = 256; i < tables.Length; i++)
        {
            uint before = tables[i - 256];
            tables[i] = tables[(byte)before] ^ (before >> 8);
        }

        return tables;
    }
}
