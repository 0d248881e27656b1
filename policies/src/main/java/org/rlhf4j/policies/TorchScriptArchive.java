package org.rlhf4j.policies;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The file format in which PyTorch stores a program: a zip of the program's text, and a pickle that
 * names the class and holds its attributes. Written in memory, so that no build step needs Python.
 */
final class TorchScriptArchive {

  // The newest file version of PyTorch 2.7; older ones make the loader replace operators by their
  // former selves.
  private static final String VERSION = "10\n";

  private TorchScriptArchive() {}

  static byte[] of(String className, byte[] program, Map<String, Object> attributes)
      throws IOException {
    Map<String, Object> all = new TreeMap<>(attributes);
    all.put("training", false);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      put(zip, "x/data.pkl", pickle(className, all));
      put(zip, "x/code/__torch__.py", program);
      put(zip, "x/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'}); // an empty tuple
      put(zip, "x/version", VERSION.getBytes(StandardCharsets.US_ASCII));
      put(zip, "x/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
    }
    return bytes.toByteArray();
  }

  // Protocol 2: a new object of class __torch__.NAME whose state is a dictionary of the attributes.
  private static byte[] pickle(String className, Map<String, Object> attributes)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x80, 2});
    out.write(("c__torch__\n" + className + "\n").getBytes(StandardCharsets.US_ASCII));
    out.write(
        new byte[] {')', (byte) 0x81, '}', '('}); // empty tuple, NEWOBJ, empty dictionary, mark
    for (Map.Entry<String, Object> attribute : attributes.entrySet()) {
      byte[] name = attribute.getKey().getBytes(StandardCharsets.UTF_8);
      out.write('X');
      out.write(little(4).putInt(name.length).array());
      out.write(name);
      out.write(number(attribute.getValue()));
    }
    out.write(new byte[] {'u', 'b', '.'}); // SETITEMS, BUILD, STOP
    return out.toByteArray();
  }

  private static byte[] number(Object value) {
    if (value instanceof Boolean b) {
      return new byte[] {(byte) (b ? 0x88 : 0x89)};
    } else if (value instanceof Integer i) {
      return little(5).put((byte) 'J').putInt(i).array();
    } else if (value instanceof Double d) {
      return ByteBuffer.allocate(9).put((byte) 'G').putDouble(d).array();
    }
    throw new IllegalArgumentException("no pickle for " + value.getClass());
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED); // the loader reads entries in place
    entry.setSize(content.length);
    entry.setCompressedSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
