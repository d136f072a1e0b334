// Z: inflates a gzip file with zlib to nowhere, its checksum verified.

#include <stdio.h>
#include <zlib.h>

int main(int count, char **arguments) {
  static unsigned char input[1 << 18], output[1 << 18];
  FILE *file = count > 1 ? fopen(arguments[1], "rb") : NULL;
  z_stream stream = {0};
  if (file == NULL || inflateInit2(&stream, MAX_WBITS + 16) != Z_OK) return 1;
  size_t total = 0;
  int status = Z_OK;
  while ((stream.avail_in = (uInt)fread(input, 1, sizeof input, file)) > 0) {
    stream.next_in = input;
    while (stream.avail_in > 0) {
      stream.next_out = output;
      stream.avail_out = sizeof output;
      status = inflate(&stream, Z_NO_FLUSH);
      total += sizeof output - stream.avail_out;
      if (status == Z_STREAM_END) inflateReset(&stream);
      else if (status != Z_OK) return 1;
    }
  }
  printf("%zu bytes\n", total);
  return status == Z_STREAM_END ? 0 : 1;
}
