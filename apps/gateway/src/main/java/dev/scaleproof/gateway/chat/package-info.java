/** The question-and-answer door, `POST /chat`. */
@NullMarked
package dev.scaleproof.gateway.chat;

import org.jspecify.annotations.NullMarked;
