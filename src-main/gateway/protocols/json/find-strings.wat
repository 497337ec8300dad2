;; Finds the long strings of a JSON text that are members of an object, and sees whether all its strings are well written.
;; `npm run build:wat` writes the module that is loaded.
;;
;; The first 64 KiB take what is found, four words each: where the string and where its key begin and end, without quotes. The
;; text begins behind them; up to sixteen bytes behind its end are read, and mean nothing.
(module
  (memory (export "memory") 2)

  (func $is_hex (param $byte i32) (result i32)
    (i32.or
      (i32.lt_u (i32.sub (local.get $byte) (i32.const 0x30)) (i32.const 10))
      (i32.lt_u
        (i32.sub (i32.or (local.get $byte) (i32.const 0x20)) (i32.const 0x61))
        (i32.const 6))))

  ;; Length of the escape at $at; 0 when it is none.
  (func $escape (param $at i32) (result i32)
    (local $byte i32)
    (local.set $byte (i32.load8_u offset=1 (local.get $at)))
    (if (i32.eq (local.get $byte) (i32.const 0x75))
      (then
        (return
          (select
            (i32.const 6)
            (i32.const 0)
            (i32.and
              (i32.and
                (call $is_hex (i32.load8_u offset=2 (local.get $at)))
                (call $is_hex (i32.load8_u offset=3 (local.get $at))))
              (i32.and
                (call $is_hex (i32.load8_u offset=4 (local.get $at)))
                (call $is_hex (i32.load8_u offset=5 (local.get $at)))))))))
    ;; " and /
    (if
      (i32.or
        (i32.eq (local.get $byte) (i32.const 0x22))
        (i32.eq (local.get $byte) (i32.const 0x2f)))
      (then (return (i32.const 2))))
    ;; \ b f n r t as bits counted from the backslash
    (local.set $byte (i32.sub (local.get $byte) (i32.const 0x5c)))
    (if (i32.gt_u (local.get $byte) (i32.const 0x18)) (then (return (i32.const 0))))
    (i32.shl
      (i32.and (i32.shr_u (i32.const 0x1440441) (local.get $byte)) (i32.const 1))
      (i32.const 1)))

  ;; How many strings of at least $min bytes stand in the text from $at to $end; -1 when a string is not well written.
  (func (export "find") (param $at i32) (param $end i32) (param $min i32) (result i32)
    (local $out i32)
    (local $start i32)
    (local $key_start i32)
    (local $key_end i32)
    (local $before i32)
    (local $found i32)
    (local $byte i32)
    (local $text v128)
    (block $end_of_text
      (loop $outside
        (br_if $end_of_text (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $found
          (i8x16.bitmask
            (i8x16.eq
              (v128.load align=1 (local.get $at))
              (v128.const i32x4 0x22222222 0x22222222 0x22222222 0x22222222))))
        (if (i32.eqz (local.get $found))
          (then
            (local.set $at (i32.add (local.get $at) (i32.const 16)))
            (br $outside)))
        (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $found))))
        (br_if $end_of_text (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (local.set $start (local.get $at))

        (loop $inside
          (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const -1))))
          (local.set $text (v128.load align=1 (local.get $at)))
          (local.set $found
            (i8x16.bitmask
              (v128.or
                (v128.or
                  (i8x16.eq
                    (local.get $text)
                    (v128.const i32x4 0x22222222 0x22222222 0x22222222 0x22222222))
                  (i8x16.eq
                    (local.get $text)
                    (v128.const i32x4 0x5c5c5c5c 0x5c5c5c5c 0x5c5c5c5c 0x5c5c5c5c)))
                (i8x16.lt_u
                  (local.get $text)
                  (v128.const i32x4 0x20202020 0x20202020 0x20202020 0x20202020)))))
          (if (i32.eqz (local.get $found))
            (then
              (local.set $at (i32.add (local.get $at) (i32.const 16)))
              (br $inside)))
          (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $found))))
          (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const -1))))
          (local.set $byte (i32.load8_u (local.get $at)))
          (if (i32.eq (local.get $byte) (i32.const 0x5c))
            (then
              (local.set $byte (call $escape (local.get $at)))
              (if (i32.eqz (local.get $byte)) (then (return (i32.const -1))))
              (local.set $at (i32.add (local.get $at) (local.get $byte)))
              (br $inside)))
          (if (i32.ne (local.get $byte) (i32.const 0x22)) (then (return (i32.const -1)))))

        (if
          (i32.and
            (i32.ge_u (i32.sub (local.get $at) (local.get $start)) (local.get $min))
            (i32.lt_u (local.get $out) (i32.const 0x10000)))
          (then
            ;; A colon before it, behind white space.
            (local.set $before (i32.sub (local.get $start) (i32.const 2)))
            (loop $space
              (local.set $byte (i32.load8_u (local.get $before)))
              (local.set $before (i32.sub (local.get $before) (i32.const 1)))
              (br_if $space
                (i32.and
                  (i32.le_u (local.get $byte) (i32.const 0x20))
                  (i32.ge_u (local.get $before) (local.get $key_end)))))
            (if (i32.eq (local.get $byte) (i32.const 0x3a))
              (then
                (i32.store (local.get $out) (local.get $start))
                (i32.store offset=4 (local.get $out) (local.get $at))
                (i32.store offset=8 (local.get $out) (local.get $key_start))
                (i32.store offset=12 (local.get $out) (local.get $key_end))
                (local.set $out (i32.add (local.get $out) (i32.const 16)))))))
        (local.set $key_start (local.get $start))
        (local.set $key_end (local.get $at))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $outside)))
    (i32.shr_u (local.get $out) (i32.const 4))))
