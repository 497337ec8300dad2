;; Passes over one JSON value, sixteen bytes at a time. `npm run build:wat` writes the module that is loaded.
;;
;; State, kept by the caller from one piece of text to the next: 0 open brackets, 4 inside a string (0 or 1), 8 the next
;; byte is escaped (0 or 1), 12 set to 1 when a string begins like an envelope of ours. The text begins at 16 or later; up to fifteen bytes behind its end are read, and mean nothing.
(module
  (memory (export "memory") 2)

  ;; Offset behind the value that begins, or goes on, at $at; -1 when it goes on behind $end.
  (func (export "skip") (param $at i32) (param $end i32) (result i32)
    (local $open i32)
    (local $byte i32)
    (local $found i32)
    (local $text v128)
    (local.set $open (i32.load (i32.const 0)))
    (local.set $at (i32.add (local.get $at) (i32.load (i32.const 8))))
    (i32.store (i32.const 8) (i32.const 0))

    (block $end_of_text
      (loop $next
        (block $string
          (br_if $string (i32.load (i32.const 4)))

          ;; Outside of strings only brackets and quotes count.
          (loop $outside
            (br_if $end_of_text (i32.ge_u (local.get $at) (local.get $end)))
            (local.set $text (v128.load align=1 (local.get $at)))
            ;; Four brackets differ in three bits; what else looks like one without them (Y _ y DEL) is told below.
            (local.set $found
              (i8x16.bitmask
                (v128.or
                  (i8x16.eq
                    (local.get $text)
                    (v128.const i32x4 0x22222222 0x22222222 0x22222222 0x22222222))
                  (i8x16.eq
                    (v128.and
                      (local.get $text)
                      (v128.const i32x4 0xd9d9d9d9 0xd9d9d9d9 0xd9d9d9d9 0xd9d9d9d9))
                    (v128.const i32x4 0x59595959 0x59595959 0x59595959 0x59595959)))))
            (if (i32.eqz (local.get $found))
              (then
                (local.set $at (i32.add (local.get $at) (i32.const 16)))
                (br $outside)))
            (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $found))))
            (br_if $end_of_text (i32.ge_u (local.get $at) (local.get $end)))
            (local.set $byte (i32.load8_u (local.get $at)))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))
            (if (i32.eq (local.get $byte) (i32.const 0x22))
              (then
                ;; rx1. and eyJmIjoi
                (if
                  (i32.or
                    (i32.eq (i32.load align=1 (local.get $at)) (i32.const 0x2e317872))
                    (i64.eq (i64.load align=1 (local.get $at)) (i64.const 0x696f6a496d4a7965)))
                  (then (i32.store (i32.const 12) (i32.const 1))))
                (br $string)))
            ;; [ and {
            (if (i32.eq (i32.and (local.get $byte) (i32.const 0xdf)) (i32.const 0x5b))
              (then
                (local.set $open (i32.add (local.get $open) (i32.const 1)))
                (br $outside)))
            ;; ] and }
            (br_if $outside (i32.ne (i32.and (local.get $byte) (i32.const 0xdf)) (i32.const 0x5d)))
            (local.set $open (i32.sub (local.get $open) (i32.const 1)))
            (br_if $outside (local.get $open))
            (return (local.get $at))))

        ;; Inside a string only quotes and escapes count.
        (i32.store (i32.const 4) (i32.const 1))
        (loop $inside
          (br_if $end_of_text (i32.ge_u (local.get $at) (local.get $end)))
          (local.set $text (v128.load align=1 (local.get $at)))
          (local.set $found
            (i8x16.bitmask
              (v128.or
                (i8x16.eq
                  (local.get $text)
                  (v128.const i32x4 0x22222222 0x22222222 0x22222222 0x22222222))
                (i8x16.eq
                  (local.get $text)
                  (v128.const i32x4 0x5c5c5c5c 0x5c5c5c5c 0x5c5c5c5c 0x5c5c5c5c)))))
          (if (i32.eqz (local.get $found))
            (then
              (local.set $at (i32.add (local.get $at) (i32.const 16)))
              (br $inside)))
          (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $found))))
          (br_if $end_of_text (i32.ge_u (local.get $at) (local.get $end)))
          (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 0x5c))
            (then
              (local.set $at (i32.add (local.get $at) (i32.const 2)))
              (if (i32.gt_u (local.get $at) (local.get $end))
                (then (i32.store (i32.const 8) (i32.const 1))))
              (br $inside))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (i32.store (i32.const 4) (i32.const 0))
        (br_if $next (local.get $open))
        (return (local.get $at))))

    (i32.store (i32.const 0) (local.get $open))
    (i32.const -1)))
